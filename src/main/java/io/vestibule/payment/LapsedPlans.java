package io.vestibule.payment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.PaidAccounts.PaidAccount;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Ends what subscriptions give when they have lapsed: the event that should have said so was lost.
 */
@ApplicationScoped
class LapsedPlans {
  private static final Duration RETRY = Duration.ofMinutes(10);

  private final PaymentStore store;
  private final PaymentOwners owners;
  private final PlanChanges plans;
  private final PaymentChanges transaction;
  private final InstantSource clock;
  private final Counter lapsed;

  LapsedPlans(
      PaymentStore store,
      PaymentOwners owners,
      PlanChanges plans,
      PaymentChanges transaction,
      InstantSource clock,
      MeterRegistry metrics) {
    this.store = store;
    this.owners = owners;
    this.plans = plans;
    this.transaction = transaction;
    this.clock = clock;
    this.lapsed =
        Counter.builder("vestibule.payment.lapses")
            .description("Plans that ended because no event renewed or ended a subscription")
            .register(metrics);
  }

  /** Ends all that are due. */
  Uni<Void> lapseDue() {
    return new DueWork(
            "the end of a plan",
            limit -> store.lapsed(clock.instant(), limit),
            this::lapse,
            userId -> store.putOff(userId, clock.instant(), clock.instant().plus(RETRY)))
        .run();
  }

  /** False if it is still due. */
  private Uni<Boolean> lapse(String userId) {
    Instant now = clock.instant();
    return store
        .findPlans(userId)
        .chain(
            before ->
                before.lapsedAt(now).isEmpty()
                    ? Uni.createFrom().item(true)
                    : owners
                        .account(userId)
                        .chain(
                            found ->
                                found.isEmpty()
                                    // Being erased, which removes the row.
                                    ? Uni.createFrom().item(false)
                                    : lapse(found.get(), before, now)));
  }

  /** False if another replica or an event was faster: this changed nothing. */
  private Uni<Boolean> lapse(PaidAccount account, PaidPlans before, Instant now) {
    return Multi.createFrom()
        .iterable(before.lapsedAt(now))
        .onItem()
        .transformToUniAndConcatenate(store::findSubscriber)
        .collect()
        .asList()
        .map(subscribers -> plans.ofLapse(account, before, subscribers, now))
        .chain(
            changes ->
                transaction
                    .commit(changes, Subscriber.provider(before.lapsedAt(now).get(0)))
                    .invoke(
                        written -> {
                          if (written && changes.plan().isPresent()) {
                            lapsed.increment();
                          }
                        }));
  }
}
