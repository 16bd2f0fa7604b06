package io.vestibule.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vestibule.event.Event;
import io.vestibule.event.EventType;
import io.vestibule.outbox.Outbox;
import io.vestibule.outbox.OutboxEntry;
import io.vestibule.outbox.OutboxKind;
import io.vestibule.web.ApiException;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The delivery log of an endpoint, and the deliveries that an administrator asks for. */
@ApplicationScoped
public class WebhookDeliveries {
  private static final int ID_LENGTH = 36;

  private final WebhookService webhooks;
  private final WebhookPublisher publisher;
  private final DeliveryLogStore log;
  private final Outbox outbox;
  private final Cursors cursors;
  private final ObjectMapper json;
  private final InstantSource clock;

  WebhookDeliveries(
      WebhookService webhooks,
      WebhookPublisher publisher,
      DeliveryLogStore log,
      Outbox outbox,
      Cursors cursors,
      ObjectMapper json,
      InstantSource clock) {
    this.webhooks = webhooks;
    this.publisher = publisher;
    this.log = log;
    this.outbox = outbox;
    this.cursors = cursors;
    this.json = json;
    this.clock = clock;
  }

  /**
   * A page of the log.
   *
   * @param nextCursor empty on the last page
   */
  public record Page(List<WebhookDelivery> deliveries, Optional<String> nextCursor) {}

  /**
   * The log of an endpoint, the newest delivery first. An event appears after its first attempt.
   *
   * @param cursor of the page before; empty for the first page
   * @throws ApiException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#INVALID_CURSOR}
   */
  public Uni<Page> page(String endpointId, int limit, Optional<String> cursor) {
    String list = "webhook-deliveries/" + endpointId;
    return webhooks
        .existing(endpointId)
        .chain(
            endpoint ->
                log.page(
                    endpointId,
                    clock.instant(),
                    limit,
                    cursor.map(position -> cursors.open(list, position))))
        .map(
            page -> new Page(page.deliveries(), page.next().map(last -> cursors.seal(list, last))));
  }

  /**
   * Sends an event of the type {@code webhook.test}, whatever the endpoint wants.
   *
   * @param adminId who asked for it
   * @throws ApiException {@link ErrorCode#NOT_FOUND}
   */
  public Uni<WebhookSent> test(String endpointId, String adminId) {
    return webhooks
        .existing(endpointId)
        .chain(
            endpoint ->
                send(publisher.prepareFor(endpointId, Event.of(EventType.WEBHOOK_TEST, adminId))));
  }

  /**
   * Sends the event of an entry again, with its id and all attempts.
   *
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if there is no such endpoint or entry
   */
  public Uni<WebhookSent> replay(String endpointId, String deliveryId) {
    Uni<Optional<byte[]>> payload =
        deliveryId.length() > ID_LENGTH
            ? Uni.createFrom().item(Optional.empty())
            : log.payload(endpointId, deliveryId);
    return webhooks
        .existing(endpointId)
        .chain(() -> payload)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND)))
        .chain(
            content ->
                send(
                    outbox.prepare(
                        OutboxKind.WEBHOOK, WebhookMessage.read(json, content).userId(), content)));
  }

  private Uni<WebhookSent> send(OutboxEntry entry) {
    return outbox.enqueue(entry).replaceWith(new WebhookSent(entry.id()));
  }
}
