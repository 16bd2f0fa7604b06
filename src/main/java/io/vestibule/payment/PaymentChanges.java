package io.vestibule.payment;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.PaidAccounts.PaidAccount;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Writes what an event changes, in one transaction: subscribers, plans, account and profile. */
@ApplicationScoped
class PaymentChanges {
  private static final int EVENT = 0;

  private final Dynamo dynamo;
  private final PaymentStore store;
  private final PlanChanges plans;
  private final EventPublisher events;
  private final AuditTrail trail;
  private final InstantSource clock;

  PaymentChanges(
      Dynamo dynamo,
      PaymentStore store,
      PlanChanges plans,
      EventPublisher events,
      AuditTrail trail,
      InstantSource clock) {
    this.dynamo = dynamo;
    this.store = store;
    this.plans = plans;
    this.events = events;
    this.trail = trail;
    this.clock = clock;
  }

  /** Subscribers as they were read, and as they are to be. */
  static final class Changes {
    private final Map<String, Subscriber> before = new LinkedHashMap<>();
    private final Map<String, Subscriber> after = new LinkedHashMap<>();
    private Optional<PaidAccount> owner = Optional.empty();

    void read(Subscriber subscriber) {
      before.putIfAbsent(subscriber.id(), subscriber);
      after.putIfAbsent(subscriber.id(), subscriber);
    }

    Subscriber get(String id) {
      return after.get(id);
    }

    void set(Subscriber subscriber) {
      after.put(subscriber.id(), subscriber);
    }

    Changes of(Optional<PaidAccount> found) {
      owner = found;
      return this;
    }

    private List<Subscriber> changed() {
      return after.values().stream()
          .filter(one -> !one.saysTheSameAs(before.get(one.id())))
          .toList();
    }

    /** Plans are concluded from these as well: an event may change them meanwhile. */
    private List<Subscriber> unchanged() {
      return after.values().stream()
          .filter(one -> one.version() > 0 && one.saysTheSameAs(before.get(one.id())))
          .toList();
    }

    /** The subscribers with a user, by user. */
    private Map<String, List<Subscriber>> byUser() {
      Map<String, List<Subscriber>> users = new LinkedHashMap<>();
      after
          .values()
          .forEach(
              one ->
                  one.userId()
                      .ifPresent(
                          user -> users.computeIfAbsent(user, none -> new ArrayList<>()).add(one)));
      return users;
    }
  }

  /**
   * Remembers the event if its user is known. Otherwise it can be sent again when there is one:
   * what it changes of the customer is the same each time.
   *
   * @return empty if something was changed since it was read, and nothing was written
   */
  Uni<Optional<PaymentOutcome>> commit(PaymentEvent event, Changes changes) {
    Instant now = clock.instant();
    List<Subscriber> changed = changes.changed();
    List<TransactWriteItem> writes = new ArrayList<>();
    if (changes.owner.isPresent()) {
      writes.add(EVENT, store.eventWrite(event, now));
    }
    changed.forEach(one -> writes.add(store.write(one, now)));
    List<UserWrites> ofUsers = new ArrayList<>();
    Uni<Void> prepared = Uni.createFrom().voidItem();
    for (Map.Entry<String, List<Subscriber>> user : changes.byUser().entrySet()) {
      prepared =
          prepared
              .chain(() -> plans.ofEvent(event.provider(), user.getKey(), user.getValue(), now))
              .invoke(ofUsers::add)
              .replaceWithVoid();
    }
    return prepared.chain(
        () -> {
          ofUsers.forEach(user -> writes.addAll(user.writes()));
          if (ofUsers.stream().anyMatch(user -> !user.writes().isEmpty())) {
            changes.unchanged().forEach(one -> writes.add(store.check(one)));
          }
          return transact(writes, ofUsers, changes.owner.isPresent())
              .map(
                  written ->
                      written.map(
                          done ->
                              done
                                  ? outcome(event, changes, writes, ofUsers)
                                  : PaymentOutcome.REPEATED));
        });
  }

  private PaymentOutcome outcome(
      PaymentEvent event, Changes changes, List<TransactWriteItem> writes, List<UserWrites> users) {
    users.forEach(user -> record(user, event.provider()));
    if (changes.owner.isEmpty()) {
      return PaymentOutcome.UNKNOWN_USER;
    }
    return writes.size() > 1 ? PaymentOutcome.APPLIED : PaymentOutcome.UNCHANGED;
  }

  /**
   * Writes changes of a user without an event.
   *
   * @return false if something was changed since it was read, and nothing was written
   */
  Uni<Boolean> commit(UserWrites user, Provider provider) {
    return transact(user.writes(), List.of(user), false)
        .map(Optional::isPresent)
        .invoke(
            written -> {
              if (written) {
                record(user, provider);
              }
            });
  }

  private void record(UserWrites user, Provider provider) {
    user.acts()
        .forEach(act -> trail.record(SecurityEvent.done(act, user.userId()).by(provider.wire())));
  }

  /**
   * @param remembers whether the first write is that of the event
   * @return true if written, false if the event was processed before; empty if other data changed
   */
  private Uni<Optional<Boolean>> transact(
      List<TransactWriteItem> writes, List<UserWrites> users, boolean remembers) {
    if (writes.isEmpty()) {
      return Uni.createFrom().item(Optional.of(true));
    }
    List<Event> planChanges = users.stream().flatMap(user -> user.event().stream()).toList();
    return events
        .prepare(planChanges)
        .chain(
            prepared ->
                dynamo
                    .transact(prepared.after(writes))
                    .invoke(prepared::deliver)
                    .replaceWith(Optional.of(true)))
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(
            failure ->
                remembers && Dynamo.refusedAt(failure, EVENT)
                    ? Optional.of(false)
                    : Optional.empty());
  }
}
