package io.vestibule.payment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What payment providers have reported about a user, for export and erasure. */
@ApplicationScoped
class PaymentPersonalData implements PersonalData {
  private final PaymentStore store;

  PaymentPersonalData(PaymentStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "payment_customers";
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return subscribers(userId).map(found -> Page.of(found.stream().map(this::entry).toList()));
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return subscribers(userId)
        .chain(
            found ->
                Multi.createFrom()
                    .iterable(found)
                    .onItem()
                    .transformToUniAndConcatenate(one -> store.remove(one.id()))
                    .collect()
                    .last())
        .chain(() -> store.remove(ReportedUsageStore.id(userId)))
        .chain(() -> store.remove(PaymentItems.userKey(userId)))
        .replaceWith(true);
  }

  /** Those that are still this user's. */
  private Uni<List<Subscriber>> subscribers(String userId) {
    return store
        .findPlans(userId)
        .chain(
            paid ->
                Multi.createFrom()
                    .iterable(paid.plans().keySet())
                    .onItem()
                    .transformToUniAndConcatenate(store::findSubscriber)
                    .filter(one -> one.userId().filter(userId::equals).isPresent())
                    .collect()
                    .asList());
  }

  private ObjectNode entry(Subscriber subscriber) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    int end = subscriber.id().indexOf(':');
    entry.put("provider", subscriber.id().substring(0, end));
    entry.put("customer", subscriber.id().substring(end + 1));
    ArrayNode subscriptions = entry.putArray("subscriptions");
    subscriber
        .subscriptions()
        .values()
        .forEach(
            one -> {
              ObjectNode subscription = subscriptions.addObject();
              subscription.put("id", one.id());
              subscription.put("as_of", Instant.ofEpochMilli(one.order().at()).toString());
              one.current().grants().forEach(subscription.withArray("grants")::add);
            });
    return entry;
  }
}
