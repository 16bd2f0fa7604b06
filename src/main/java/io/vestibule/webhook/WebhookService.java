package io.vestibule.webhook;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Sealer;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The endpoints that events are sent to. */
@ApplicationScoped
public class WebhookService {
  static final int MAX_ENDPOINTS = 20;

  /** Of one endpoint. Each makes one signature. */
  private static final int MAX_SECRETS = 5;

  private static final int ID_LENGTH = 36;

  private final EndpointStore store;
  private final EndpointCache cache;
  private final WebhooksConfig config;
  private final Sealer sealer;
  private final SecureRandom random;
  private final InstantSource clock;

  WebhookService(
      EndpointStore store,
      EndpointCache cache,
      WebhooksConfig config,
      Sealer sealer,
      SecureRandom random,
      InstantSource clock) {
    this.store = store;
    this.cache = cache;
    this.config = config;
    this.sealer = sealer;
    this.random = random;
    this.clock = clock;
  }

  /** All endpoints, the oldest first. */
  public Uni<List<Webhook>> list() {
    Instant now = clock.instant();
    return store
        .list()
        .map(
            all ->
                all.stream()
                    .sorted(Comparator.comparing(WebhookEndpoint::createdAt))
                    .map(endpoint -> Webhook.of(endpoint, now))
                    .toList());
  }

  /**
   * @throws ApiException {@link ErrorCode#NOT_FOUND}
   */
  public Uni<Webhook> find(String id) {
    return existing(id).map(endpoint -> Webhook.of(endpoint, clock.instant()));
  }

  /**
   * Creates an endpoint with its first secret.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#TOO_MANY_WEBHOOKS}
   */
  public Uni<NewWebhookSecret> create(WebhookChange requested) {
    String url = requested.url().orElseThrow(() -> required("url"));
    WebhookAddress.parse(url, config.allowHttp());
    EventFilter filter =
        EventFilter.parse(requested.events().orElseThrow(() -> required("events")));
    Instant now = clock.instant();
    String id = UUID.randomUUID().toString();
    WebhookSecret.Created secret = WebhookSecret.create(id, now, sealer, random);
    WebhookEndpoint endpoint =
        new WebhookEndpoint(
            id,
            url,
            described(requested.description().orElse(null)),
            filter,
            requested.enabled().orElse(true),
            List.of(secret.stored()),
            now,
            now,
            1);
    return store
        .list()
        .invoke(
            all -> {
              if (all.size() >= MAX_ENDPOINTS) {
                throw ApiException.of(ErrorCode.TOO_MANY_WEBHOOKS);
              }
            })
        .chain(() -> write(endpoint))
        .map(written -> new NewWebhookSecret(written, secret.text()));
  }

  /**
   * Changes the given members.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#NOT_FOUND}, {@link
   *     ErrorCode#CONFLICT}
   */
  public Uni<Webhook> change(String id, WebhookChange requested) {
    requested.url().ifPresent(url -> WebhookAddress.parse(url, config.allowHttp()));
    Optional<EventFilter> filter = requested.events().map(EventFilter::parse);
    return existing(id)
        .map(
            before ->
                new WebhookEndpoint(
                    id,
                    requested.url().orElse(before.url()),
                    described(requested.description().orElse(before.description())),
                    filter.orElse(before.filter()),
                    requested.enabled().orElse(before.enabled()),
                    before.secrets(),
                    before.createdAt(),
                    clock.instant(),
                    before.version() + 1))
        .chain(this::write);
  }

  /**
   * Deletes an endpoint. Its events that were not delivered are dropped, its log expires.
   *
   * @throws ApiException {@link ErrorCode#NOT_FOUND}
   */
  public Uni<Void> delete(String id) {
    return existing(id)
        .chain(endpoint -> store.delete(endpoint.id()))
        .invoke(
            deleted -> {
              if (!deleted) {
                throw ApiException.of(ErrorCode.NOT_FOUND);
              }
            })
        .chain(cache::invalidate);
  }

  /**
   * Replaces the secret. The earlier ones sign as well until {@code overlap} is over.
   *
   * @throws ApiException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#CONFLICT}
   */
  public Uni<NewWebhookSecret> rotate(String id, Duration overlap) {
    Instant now = clock.instant();
    Instant end = now.plus(overlap);
    return existing(id)
        .chain(
            endpoint -> {
              WebhookSecret.Created secret = WebhookSecret.create(id, now, sealer, random);
              List<WebhookSecret> secrets = new ArrayList<>(List.of(secret.stored()));
              endpoint.secrets().stream()
                  .map(old -> old.until(old.expiresAt().filter(end::isAfter).orElse(end)))
                  .filter(old -> old.isValid(now))
                  .limit(MAX_SECRETS - 1)
                  .forEach(secrets::add);
              return write(endpoint.withSecrets(secrets, now))
                  .map(written -> new NewWebhookSecret(written, secret.text()));
            });
  }

  /**
   * @throws ApiException {@link ErrorCode#NOT_FOUND}
   */
  Uni<WebhookEndpoint> existing(String id) {
    Uni<Optional<WebhookEndpoint>> found =
        id.length() > ID_LENGTH ? Uni.createFrom().item(Optional.empty()) : store.find(id);
    return found.map(endpoint -> endpoint.orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND)));
  }

  private Uni<Webhook> write(WebhookEndpoint endpoint) {
    return store
        .write(endpoint)
        .invoke(
            written -> {
              if (!written) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
            })
        .chain(cache::invalidate)
        .map(done -> Webhook.of(endpoint, clock.instant()));
  }

  private static String described(String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static ApiException required(String field) {
    return ApiException.at(ErrorCode.INVALID_REQUEST, field, "is required");
  }
}
