package io.vestibule.payment;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.PaidAccounts;
import io.vestibule.account.PaidAccounts.PaidAccount;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.profile.ServerProfiles;
import io.vestibule.usage.Plans;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Writes what an event changes, in one transaction: subscribers, plans, account and profile. */
@ApplicationScoped
class PaymentChanges {
  private static final Logger LOG = Logger.getLogger(PaymentChanges.class);
  private static final int EVENT = 0;

  private final Dynamo dynamo;
  private final PaymentStore store;
  private final PaidAccounts accounts;
  private final PaymentOwners owners;
  private final ServerProfiles profiles;
  private final PlanMapping mapping;
  private final Plans plans;
  private final UsageReports reports;
  private final EventPublisher events;
  private final AuditTrail trail;
  private final InstantSource clock;

  PaymentChanges(
      Dynamo dynamo,
      PaymentStore store,
      PaidAccounts accounts,
      PaymentOwners owners,
      ServerProfiles profiles,
      PlanMapping mapping,
      Plans plans,
      UsageReports reports,
      EventPublisher events,
      AuditTrail trail,
      InstantSource clock) {
    this.dynamo = dynamo;
    this.store = store;
    this.accounts = accounts;
    this.owners = owners;
    this.profiles = profiles;
    this.mapping = mapping;
    this.plans = plans;
    this.reports = reports;
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
              .chain(() -> userWrites(event.provider(), user.getKey(), user.getValue(), now))
              .invoke(ofUsers::add)
              .replaceWithVoid();
    }
    return prepared.chain(
        () -> {
          ofUsers.forEach(user -> writes.addAll(user.writes()));
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
    users.forEach(
        user ->
            user.acts()
                .forEach(
                    act ->
                        trail.record(
                            SecurityEvent.done(act, user.userId()).by(event.provider().wire()))));
    if (changes.owner.isEmpty()) {
      return PaymentOutcome.UNKNOWN_USER;
    }
    return writes.size() > 1 ? PaymentOutcome.APPLIED : PaymentOutcome.UNCHANGED;
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

  private Uni<UserWrites> userWrites(
      Provider provider, String userId, List<Subscriber> subscribers, Instant now) {
    return owners
        .account(userId)
        .chain(
            found ->
                found.isEmpty()
                    // Erased: the next event of the customer finds no user.
                    ? Uni.createFrom().item(UserWrites.none(userId))
                    : userWrites(provider, found.get(), subscribers, now));
  }

  private Uni<UserWrites> userWrites(
      Provider provider, PaidAccount account, List<Subscriber> subscribers, Instant now) {
    return store
        .findPlans(account.userId())
        .chain(
            before -> {
              PaidPlans after = before;
              for (Subscriber one : subscribers) {
                after = after.with(one.id(), plan(provider, one));
              }
              String due = plans.largest(after.active()).orElse(Plans.DEFAULT);
              boolean changes = !due.equals(before.applied().orElse(Plans.DEFAULT));
              Optional<TransactWriteItem> report =
                  provider == Provider.STRIPE && !before.isMetered()
                      ? reports.start(account.userId(), now)
                      : Optional.empty();
              PaidPlans applied = changes ? after.applying(due) : after;
              PaidPlans next = report.isPresent() ? applied.metered() : applied;
              Optional<String> plan =
                  Optional.of(due).filter(name -> changes && !name.equals(account.plan()));
              boolean isNew = !before.plans().keySet().equals(after.plans().keySet());
              return links(provider, account, subscribers, isNew)
                  .map(links -> userWrites(account, before, next, plan, links, now))
                  .map(writes -> report.map(writes::and).orElse(writes));
            });
  }

  private UserWrites userWrites(
      PaidAccount account,
      PaidPlans before,
      PaidPlans next,
      Optional<String> plan,
      Map<String, Optional<String>> links,
      Instant now) {
    if (next.equals(before) && links.isEmpty()) {
      return UserWrites.none(account.userId());
    }
    List<TransactWriteItem> writes = new ArrayList<>();
    List<SecurityEventType> acts = new ArrayList<>();
    if (!next.equals(before)) {
      writes.add(store.write(next));
    }
    Optional<String> customer =
        Optional.ofNullable(links.get(ServerProfiles.STRIPE_CUSTOMER_ID))
            .flatMap(present -> present);
    writes.addAll(accounts.writes(account, plan, customer, now));
    plan.ifPresent(name -> acts.add(SecurityEventType.PLAN_CHANGE));
    if (!links.isEmpty()) {
      writes.add(profiles.write(account.userId(), links, Optional.empty(), now));
      acts.add(SecurityEventType.SERVER_FIELDS_CHANGE);
    }
    return new UserWrites(writes, acts, account.userId(), plan);
  }

  /** The members of the profile that name the customer, if they are to be set. */
  private Uni<Map<String, Optional<String>>> links(
      Provider provider, PaidAccount account, List<Subscriber> subscribers, boolean isNew) {
    if (provider == Provider.STRIPE) {
      return account.stripeCustomerId().isPresent()
          ? Uni.createFrom().item(Map.of())
          : profiles
              .findOrCreate(account.userId())
              .replaceWith(
                  Map.of(
                      ServerProfiles.STRIPE_CUSTOMER_ID,
                      Optional.of(
                          subscribers
                              .get(0)
                              .id()
                              .substring(Subscriber.id(provider, "").length()))));
    }
    return !isNew
        ? Uni.createFrom().item(Map.of())
        : profiles
            .findOrCreate(account.userId())
            .map(
                profile ->
                    profile.document().hasNonNull(ServerProfiles.REVENUE_CAT_ID)
                        ? Map.of()
                        : Map.of(ServerProfiles.REVENUE_CAT_ID, Optional.of(account.userId())));
  }

  private Optional<String> plan(Provider provider, Subscriber subscriber) {
    List<String> grants = subscriber.grants();
    if (mapping.knowsNoneOf(provider, grants)) {
      LOG.warnf(
          "%s: no plan is configured for any of %s (vestibule.%s.plans)",
          provider.wire(), grants, provider.wire());
    }
    return mapping.largest(provider, grants);
  }
}
