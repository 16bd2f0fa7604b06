package io.vestibule.payment;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.PaidAccounts;
import io.vestibule.account.PaidAccounts.PaidAccount;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.profile.ServerProfiles;
import io.vestibule.usage.Plans;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** What follows for a user from the subscriptions of subscribers: plan, account and profile. */
@ApplicationScoped
class PlanChanges {
  private static final Logger LOG = Logger.getLogger(PlanChanges.class);

  private final PaymentStore store;
  private final PaidAccounts accounts;
  private final PaymentOwners owners;
  private final ServerProfiles profiles;
  private final PlanMapping mapping;
  private final Plans plans;
  private final UsageReports reports;

  PlanChanges(
      PaymentStore store,
      PaidAccounts accounts,
      PaymentOwners owners,
      ServerProfiles profiles,
      PlanMapping mapping,
      Plans plans,
      UsageReports reports) {
    this.store = store;
    this.accounts = accounts;
    this.owners = owners;
    this.profiles = profiles;
    this.mapping = mapping;
    this.plans = plans;
    this.reports = reports;
  }

  /**
   * After an event.
   *
   * @param subscribers as they are to be
   */
  Uni<UserWrites> ofEvent(
      Provider provider, String userId, List<Subscriber> subscribers, Instant now) {
    // The account after the plans: what changes its plan meanwhile changes the version of these.
    return store
        .findPlans(userId)
        .chain(
            before ->
                owners
                    .account(userId)
                    .chain(
                        found ->
                            found.isEmpty()
                                // Erased: the next event of the customer finds no user.
                                ? Uni.createFrom().item(UserWrites.none(userId))
                                : ofEvent(provider, found.get(), before, subscribers, now)));
  }

  private Uni<UserWrites> ofEvent(
      Provider provider,
      PaidAccount account,
      PaidPlans before,
      List<Subscriber> subscribers,
      Instant now) {
    PaidPlans after = after(before, subscribers, now);
    Optional<TransactWriteItem> report =
        provider == Provider.STRIPE && !before.isMetered()
            ? reports.start(account.userId(), now)
            : Optional.empty();
    PaidPlans next = report.isPresent() ? after.metered() : after;
    boolean isNew = !before.plans().keySet().equals(after.plans().keySet());
    return links(provider, account, subscribers, isNew)
        .map(links -> writes(account, before, next, links, now))
        .map(writes -> report.map(writes::and).orElse(writes));
  }

  /**
   * When subscriptions have lapsed.
   *
   * @param account read after {@code before}, as {@code subscribers}, so that an event meanwhile
   *     makes the writes fail
   */
  UserWrites ofLapse(
      PaidAccount account, PaidPlans before, List<Subscriber> subscribers, Instant now) {
    return writes(account, before, after(before, subscribers, now), Map.of(), now);
  }

  private PaidPlans after(PaidPlans before, List<Subscriber> subscribers, Instant now) {
    PaidPlans after = before;
    for (Subscriber one : subscribers) {
      after = after.with(one.id(), plan(one, now), one.nextLapse(now));
    }
    String due = plans.largest(after.active()).orElse(Plans.DEFAULT);
    return due.equals(before.applied().orElse(Plans.DEFAULT)) ? after : after.applying(due);
  }

  private UserWrites writes(
      PaidAccount account,
      PaidPlans before,
      PaidPlans next,
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
    Optional<String> plan =
        next.applied().filter(name -> isChange(before, name) && !name.equals(account.plan()));
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

  private static boolean isChange(PaidPlans before, String plan) {
    return !plan.equals(before.applied().orElse(Plans.DEFAULT));
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

  private Optional<String> plan(Subscriber subscriber, Instant now) {
    Provider provider = subscriber.provider();
    List<String> grants = subscriber.grantsAt(now);
    if (mapping.knowsNoneOf(provider, grants)) {
      LOG.warnf(
          "%s: no plan is configured for any of %s (vestibule.%s.plans)",
          provider.wire(), grants, provider.wire());
    }
    return mapping.largest(provider, grants);
  }
}
