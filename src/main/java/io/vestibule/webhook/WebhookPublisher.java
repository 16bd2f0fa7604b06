package io.vestibule.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.event.PreparedEvents;
import io.vestibule.outbox.Outbox;
import io.vestibule.outbox.OutboxEntry;
import io.vestibule.outbox.OutboxKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes one outbox message for each endpoint that wants an event. */
@ApplicationScoped
class WebhookPublisher implements EventPublisher {
  private final EndpointCache endpoints;
  private final Outbox outbox;
  private final ObjectMapper json;
  private final WebhooksConfig config;
  private final InstantSource clock;

  WebhookPublisher(
      EndpointCache endpoints,
      Outbox outbox,
      ObjectMapper json,
      WebhooksConfig config,
      InstantSource clock) {
    this.endpoints = endpoints;
    this.outbox = outbox;
    this.json = json;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Uni<PreparedEvents> prepare(List<Event> events) {
    return endpoints.list().map(all -> prepared(entries(events, all)));
  }

  @Override
  public Uni<Boolean> isWanted(EventType type) {
    return endpoints
        .list()
        .map(all -> all.stream().anyMatch(endpoint -> endpoint.wants(type.wire())));
  }

  @Override
  public Uni<Void> publish(Event event) {
    return endpoints
        .list()
        .map(all -> entries(List.of(event), all))
        .chain(
            entries ->
                Multi.createFrom()
                    .iterable(entries)
                    .onItem()
                    .transformToUniAndMerge(outbox::enqueue)
                    .collect()
                    .asList()
                    .replaceWithVoid());
  }

  /** Prepares an event for one endpoint, whatever that wants. */
  OutboxEntry prepareFor(String endpointId, Event event) {
    return entry(endpointId, event, cloudEvent(event));
  }

  private PreparedEvents prepared(List<OutboxEntry> entries) {
    return entries.isEmpty()
        ? PreparedEvents.NONE
        : new PreparedEvents(
            entries.stream().map(OutboxEntry::put).toList(),
            () -> entries.forEach(outbox::deliverSoon));
  }

  private List<OutboxEntry> entries(List<Event> events, List<WebhookEndpoint> all) {
    return events.stream().flatMap(event -> entries(event, all)).toList();
  }

  private Stream<OutboxEntry> entries(Event event, List<WebhookEndpoint> all) {
    List<WebhookEndpoint> wanting =
        all.stream().filter(endpoint -> endpoint.wants(event.type())).toList();
    if (wanting.isEmpty()) {
      return Stream.empty();
    }
    ObjectNode cloudEvent = cloudEvent(event);
    return wanting.stream().map(endpoint -> entry(endpoint.id(), event, cloudEvent));
  }

  private ObjectNode cloudEvent(Event event) {
    Instant now = clock.instant();
    return WebhookMessage.cloudEvent(
        json, UUID.randomUUID().toString(), config.source(), now, event);
  }

  private OutboxEntry entry(String endpointId, Event event, ObjectNode cloudEvent) {
    // The erasure of a user removes the messages that name them, but not the one that reports it.
    String userId = event.type().equals(EventType.USER_DELETED.wire()) ? null : event.userId();
    return outbox.prepare(
        OutboxKind.WEBHOOK, userId, new WebhookMessage(endpointId, userId, cloudEvent).write(json));
  }
}
