package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The keys of an account: its API token, with the id {@value ApiKey#DEFAULT}, and the named keys.
 * The writes are parts of transactions; the first one of each fails if the key, or the API token of
 * the account, was changed since it was read.
 */
@ApplicationScoped
public class ApiKeys {
  /** Named keys of an account. */
  public static final int MOST = 50;

  private final ApiKeyStore store;
  private final MeterStore meters;
  private final KeyHistoryStore histories;
  private final KeyScopes scopes;
  private final InstantSource clock;

  ApiKeys(
      ApiKeyStore store,
      MeterStore meters,
      KeyHistoryStore histories,
      KeyScopes scopes,
      InstantSource clock) {
    this.store = store;
    this.meters = meters;
    this.histories = histories;
    this.scopes = scopes;
    this.clock = clock;
  }

  /**
   * All keys, the API token first, then the oldest first.
   *
   * @param account the API token of the account
   * @throws ApiException {@link ErrorCode#CONFLICT} if the API token was replaced concurrently
   */
  public Uni<List<KeyOverview>> list(ApiToken account) {
    return meter(account)
        .chain(
            meter -> {
              List<Uni<Optional<ApiKey>>> reads =
                  meter.keys().keySet().stream()
                      .map(
                          id ->
                              id.equals(ApiKey.DEFAULT)
                                  ? Uni.createFrom().item(Optional.of(unnamed(account, meter)))
                                  : store.find(meter.userId(), id))
                      .toList();
              return Uni.join()
                  .all(reads)
                  .andFailFast()
                  .map(keys -> overviews(meter, keys.stream().flatMap(Optional::stream)));
            });
  }

  /**
   * @throws ApiException {@link ErrorCode#API_KEY_NOT_FOUND}
   */
  public Uni<KeyOverview> find(ApiToken account, String id) {
    return meter(account)
        .chain(
            meter -> {
              if (!meter.keys().containsKey(id)) {
                throw ApiException.of(ErrorCode.API_KEY_NOT_FOUND);
              }
              return (id.equals(ApiKey.DEFAULT)
                      ? Uni.createFrom().item(Optional.of(unnamed(account, meter)))
                      : store.find(meter.userId(), id))
                  .map(
                      found ->
                          KeyOverview.of(
                              found.orElseThrow(() -> ApiException.of(ErrorCode.API_KEY_NOT_FOUND)),
                              meter.keys().get(id),
                              clock.instant()));
            });
  }

  /**
   * @throws ApiException {@link ErrorCode#API_KEY_NOT_FOUND}, {@link ErrorCode#DEFAULT_API_KEY}
   */
  public Uni<ApiKey> findNamed(ApiToken account, String id) {
    if (id.equals(ApiKey.DEFAULT)) {
      throw ApiException.of(ErrorCode.DEFAULT_API_KEY);
    }
    return find(account, id).map(KeyOverview::key);
  }

  /**
   * The usage of a key by day and month.
   *
   * @throws ApiException {@link ErrorCode#API_KEY_NOT_FOUND}
   */
  public Uni<KeyUsageReport> report(ApiToken account, String id) {
    return meter(account)
        .chain(
            meter -> {
              if (!meter.keys().containsKey(id)) {
                throw ApiException.of(ErrorCode.API_KEY_NOT_FOUND);
              }
              return histories
                  .find(meter.userId(), id)
                  .map(
                      closed ->
                          KeyUsageReport.of(id, meter.keys().get(id), closed, clock.instant()));
            });
  }

  /** The usage of all keys by day and month. */
  public Uni<List<KeyUsageReport>> reports(ApiToken account) {
    return meter(account)
        .chain(
            meter -> {
              Instant now = clock.instant();
              List<Uni<KeyUsageReport>> reads =
                  meter.keys().entrySet().stream()
                      .map(
                          key ->
                              histories
                                  .find(meter.userId(), key.getKey())
                                  .map(
                                      closed ->
                                          KeyUsageReport.of(
                                              key.getKey(), key.getValue(), closed, now)))
                      .toList();
              return Uni.join().all(reads).andFailFast();
            });
  }

  /**
   * A new key.
   *
   * @param id unique within the account
   */
  public ApiKey create(
      String userId, String id, String name, ApiToken secret, ApiKey.Limits limits) {
    return new ApiKey(
        userId, id, name, secret.digest(), secret.hint(), List.of(), clock.instant(), limits, 1);
  }

  /**
   * An imported key: only the hash of its secret is known.
   *
   * @param digest SHA-256 of the secret, hex
   * @param hint by which its owner recognizes the secret
   */
  public ApiKey imported(
      String userId, String id, String name, String digest, String hint, ApiKey.Limits limits) {
    return new ApiKey(userId, id, name, digest, hint, List.of(), clock.instant(), limits, 1);
  }

  /** Where the key of a secret is; empty if there is none. */
  public Uni<Optional<KeyOwner>> ownerOf(ApiToken secret) {
    return ownerOf(secret.digest());
  }

  /**
   * @param digest SHA-256 of a secret, hex
   */
  public Uni<Optional<KeyOwner>> ownerOf(String digest) {
    return meters
        .look(digest)
        .map(
            found ->
                found.map(
                    stored ->
                        stored instanceof StoredKey.Named named
                            ? new KeyOwner(named.userId(), named.keyId())
                            : new KeyOwner(
                                ((StoredKey.Metered) stored).meter().userId(), ApiKey.DEFAULT)));
  }

  /** Whether the secret works, which it may have done only until a rotation. */
  public boolean accepts(ApiKey key, ApiToken secret) {
    return key.accepts(secret.digest(), clock.instant());
  }

  /** The writes of a new key; the first one also fails if the account has too many. */
  public List<TransactWriteItem> creation(ApiToken account, ApiKey key) {
    return store.creation(account.digest(), key, MOST, clock.instant());
  }

  /**
   * Remembers for ever that a secret was imported, so that a later run does not bring an ended one
   * back. Fails if it was imported before.
   *
   * @param digest SHA-256 of the secret, hex
   */
  public TransactWriteItem importMark(String digest) {
    return store.importMark(digest);
  }

  public Uni<Boolean> wasImported(String digest) {
    return store.wasImported(digest);
  }

  /** The writes of a changed key. */
  public List<TransactWriteItem> change(ApiToken account, ApiKey old, ApiKey changed) {
    return store.change(account.digest(), old, changed);
  }

  /** The writes that delete a key with its history. Its usage remains counted for the plan. */
  public List<TransactWriteItem> deletion(ApiToken account, ApiKey key) {
    return store.deletion(account.digest(), key);
  }

  /** Writes a change of a key together with further writes. */
  public Uni<KeyWriteResult> write(
      List<TransactWriteItem> change, List<TransactWriteItem> further) {
    return store.write(change, further);
  }

  /**
   * Fails if the account cannot get another key.
   *
   * @throws ApiException {@link ErrorCode#TOO_MANY_API_KEYS}, {@link ErrorCode#ACCOUNT_SUSPENDED}
   */
  public Uni<Void> requireSpace(ApiToken account) {
    return meter(account)
        .invoke(
            meter -> {
              if (meter.block().filter(Meter.Block.SUSPENDED::equals).isPresent()) {
                throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
              }
              if (meter.keys().size() > MOST) {
                throw ApiException.of(ErrorCode.TOO_MANY_API_KEYS);
              }
            })
        .replaceWithVoid();
  }

  /** The meter with the counters of its keys, which a row of an earlier version does not have. */
  private Uni<Meter> meter(ApiToken account) {
    return existing(account)
        .chain(
            meter ->
                meter.keys().isEmpty()
                    ? histories.start(meter, clock.instant()).chain(() -> existing(account))
                    : Uni.createFrom().item(meter));
  }

  private Uni<Meter> existing(ApiToken account) {
    return meters
        .find(account.digest())
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)));
  }

  private ApiKey unnamed(ApiToken account, Meter meter) {
    return new ApiKey(
        meter.userId(),
        ApiKey.DEFAULT,
        ApiKey.DEFAULT,
        account.digest(),
        account.hint(),
        List.of(),
        meter.createdAt(),
        ApiKey.Limits.unlimited(scopes.all()),
        0);
  }

  private List<KeyOverview> overviews(Meter meter, Stream<ApiKey> keys) {
    Instant now = clock.instant();
    List<KeyOverview> overviews = new ArrayList<>();
    keys.map(key -> KeyOverview.of(key, Objects.requireNonNull(meter.keys().get(key.id())), now))
        .forEach(overviews::add);
    overviews.sort(
        Comparator.comparing((KeyOverview overview) -> !overview.key().isDefault())
            .thenComparing(overview -> overview.key().createdAt())
            .thenComparing(overview -> overview.key().id()));
    return List.copyOf(overviews);
  }
}
