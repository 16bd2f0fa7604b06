package io.vestibule.payment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.PaidAccounts.PaidAccount;
import io.vestibule.payment.PaymentChanges.Changes;
import io.vestibule.payment.PaymentEvent.Change;
import io.vestibule.payment.PaymentEvent.Move;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;

/**
 * Processes events of payment providers. An event, what it changes of its customer, and what
 * follows from that for the account are written in one transaction, so an event is either processed
 * or unknown. As long as the user is unknown, the event is not remembered: sent again, it is
 * processed again.
 */
@ApplicationScoped
class PaymentService {
  /** Events of one customer arrive together; each attempt that fails lets another one through. */
  private static final int ATTEMPTS = 12;

  /** A chain of transfers is followed this far. */
  private static final int MOST_TRANSFERS = 10;

  private final PaymentStore store;
  private final PaymentOwners owners;
  private final PaymentChanges transaction;
  private final MeterRegistry metrics;

  PaymentService(
      PaymentStore store, PaymentOwners owners, PaymentChanges transaction, MeterRegistry metrics) {
    this.store = store;
    this.owners = owners;
    this.transaction = transaction;
    this.metrics = metrics;
  }

  /** All counters exist from the start: an alarm watches them grow from zero. */
  void onStart(@Observes StartupEvent start) {
    for (Provider provider : Provider.values()) {
      for (PaymentOutcome outcome : PaymentOutcome.values()) {
        counter(provider, outcome);
      }
    }
  }

  /**
   * @param event empty if nothing depends on it
   * @throws ApiException {@link ErrorCode#UNAVAILABLE}; the provider sends the event again
   */
  Uni<PaymentReceipt> process(Provider provider, Optional<PaymentEvent> event) {
    return event
        .map(known -> attempt(known, ATTEMPTS))
        .orElseGet(() -> Uni.createFrom().item(PaymentOutcome.IGNORED))
        .invoke(outcome -> counter(provider, outcome).increment())
        .map(PaymentReceipt::of);
  }

  private Uni<PaymentOutcome> attempt(PaymentEvent event, int attempts) {
    return changes(event)
        .chain(changes -> transaction.commit(event, changes))
        .chain(
            outcome -> {
              if (outcome.isPresent()) {
                return Uni.createFrom().item(outcome.get());
              }
              if (attempts <= 1) {
                return Uni.createFrom().failure(ApiException.of(ErrorCode.UNAVAILABLE));
              }
              return attempt(event, attempts - 1);
            });
  }

  private Uni<Changes> changes(PaymentEvent event) {
    return event instanceof Change change ? change(change) : move((Move) event);
  }

  private Uni<Changes> change(Change event) {
    Changes changes = new Changes();
    return name(event.provider(), event.customer(), event.users())
        .chain(name -> follow(changes, Subscriber.id(event.provider(), name), event.at(), -1))
        .chain(
            subscriber ->
                owners
                    .find(subscriber, event.provider(), event.users())
                    .map(
                        owner -> {
                          Subscriber known = subscriber.of(owner.map(PaidAccount::userId));
                          changes.set(event.subscription().map(known::with).orElse(known));
                          return changes.of(owner);
                        }));
  }

  private Uni<Changes> move(Move event) {
    Changes changes = new Changes();
    Uni<Void> read = Uni.createFrom().voidItem();
    for (String from : event.from()) {
      read =
          read.chain(() -> read(changes, Subscriber.id(event.provider(), from)).replaceWithVoid());
    }
    return read.chain(() -> name(event.provider(), event.to().get(0), event.to()))
        .map(name -> Subscriber.id(event.provider(), name))
        .chain(
            receiver ->
                follow(changes, receiver, event.at(), event.at())
                    .chain(
                        target ->
                            owners
                                .find(target, event.provider(), event.to())
                                .map(
                                    owner -> {
                                      move(changes, event, receiver, target.id(), owner);
                                      return changes.of(owner);
                                    })));
  }

  private static void move(
      Changes changes, Move event, String receiver, String target, Optional<PaidAccount> owner) {
    for (String from : event.from()) {
      String id = Subscriber.id(event.provider(), from);
      if (id.equals(receiver)) {
        continue;
      }
      Subscriber loser = changes.get(id);
      List<Subscription> moved = loser.until(event.at());
      changes.set(loser.without(moved).with(new Transfer(receiver, event.at())));
      for (Subscription one : moved) {
        changes.set(changes.get(target).with(one));
      }
    }
    changes.set(changes.get(target).of(owner.map(PaidAccount::userId)));
  }

  /**
   * What the subscriber is called: at RevenueCat a user has several names, of which one is the id
   * of the account.
   */
  private Uni<String> name(Provider provider, String customer, List<String> users) {
    return provider == Provider.STRIPE
        ? Uni.createFrom().item(customer)
        : owners.first(users).map(found -> found.map(PaidAccount::userId).orElse(customer));
  }

  private Uni<Subscriber> follow(Changes changes, String id, long at, long after) {
    return follow(changes, id, at, after, MOST_TRANSFERS);
  }

  private Uni<Subscriber> follow(Changes changes, String id, long at, long after, int steps) {
    return read(changes, id)
        .chain(
            subscriber ->
                subscriber
                    .transferOf(at, after)
                    .filter(transfer -> steps > 0)
                    .map(transfer -> follow(changes, transfer.to(), at, transfer.at(), steps - 1))
                    .orElseGet(() -> Uni.createFrom().item(subscriber)));
  }

  private Uni<Subscriber> read(Changes changes, String id) {
    return store.findSubscriber(id).invoke(changes::read);
  }

  private Counter counter(Provider provider, PaymentOutcome outcome) {
    return Counter.builder("vestibule.payment.events")
        .description("Events of payment providers by what they changed")
        .tag("provider", provider.wire())
        .tag("outcome", outcome.wire())
        .register(metrics);
  }
}
