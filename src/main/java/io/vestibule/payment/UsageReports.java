package io.vestibule.payment;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.PaidAccounts.PaidAccount;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.outbox.Outbox;
import io.vestibule.outbox.OutboxEntry;
import io.vestibule.outbox.OutboxKind;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.UsageService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Reports usage to Stripe. What is missing in the reports is written to the outbox in the
 * transaction that adds it to what was reported: whatever is interrupted, the sum of all events is
 * what was reported, and reaches the counter at the next report.
 */
@ApplicationScoped
class UsageReports {

  /** Stripe accepts usage of the last 35 days. */
  private static final Duration OLDEST = Duration.ofDays(34);

  private final ReportedUsageStore store;
  private final PaymentOwners owners;
  private final ApiTokens apiTokens;
  private final UsageService usage;
  private final Outbox outbox;
  private final Dynamo dynamo;
  private final StripeMeter meter;
  private final InstantSource clock;

  UsageReports(
      ReportedUsageStore store,
      PaymentOwners owners,
      ApiTokens apiTokens,
      UsageService usage,
      Outbox outbox,
      Dynamo dynamo,
      StripeMeter meter,
      InstantSource clock) {
    this.store = store;
    this.owners = owners;
    this.apiTokens = apiTokens;
    this.usage = usage;
    this.outbox = outbox;
    this.dynamo = dynamo;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Starts the reports about a user, in the transaction that makes it Stripe's customer. Empty if
   * usage is not reported.
   */
  Optional<TransactWriteItem> start(String userId, Instant now) {
    return meter.isConfigured()
        ? Optional.of(
            store.write(ReportedUsage.starting(userId, monthOf(now), now.plus(meter.interval()))))
        : Optional.empty();
  }

  /** Reports everything that is due. */
  Uni<Void> reportDue() {
    return new DueWork(
            "a report of usage",
            limit -> store.due(clock.instant(), limit),
            this::report,
            userId -> store.putOff(userId, clock.instant(), clock.instant().plus(meter.interval())))
        .run();
  }

  /** Reports what is missing about a user, if a report is due. False if it may be still due. */
  Uni<Boolean> report(String userId) {
    Instant now = clock.instant();
    return store
        .find(userId)
        .chain(
            found -> {
              if (found.isEmpty() || found.get().due().isAfter(now)) {
                return Uni.createFrom().item(true);
              }
              return owners
                  .account(userId)
                  .chain(
                      account ->
                          account.isEmpty()
                              ? store.remove(userId).replaceWith(true)
                              : report(found.get(), account.get(), now));
            });
  }

  private Uni<Boolean> report(ReportedUsage before, PaidAccount account, Instant now) {
    if (account.stripeCustomerId().isEmpty()) {
      // A back end has removed the number. The usage is reported when there is one again.
      return commit(before, Map.of(), account, now);
    }
    return usage
        .unitsByMonth(apiTokens.open(account.sealedApiToken(), account.userId()))
        .chain(counted -> commit(before, before.missing(counted), account, now));
  }

  private Uni<Boolean> commit(
      ReportedUsage before, Map<YearMonth, Long> missing, PaidAccount account, Instant now) {
    SortedMap<YearMonth, Long> units = new TreeMap<>(missing);
    ReportedUsage after = before.reporting(units, now.plus(meter.interval()));
    List<OutboxEntry> events = new ArrayList<>();
    units.forEach(
        (month, more) ->
            events.add(
                outbox.prepare(
                    OutboxKind.STRIPE_METER_EVENT,
                    account.userId(),
                    MeterEvent.of(
                            meter.eventName(),
                            account.stripeCustomerId().orElseThrow(),
                            account.userId(),
                            month,
                            more,
                            after.reported().get(month),
                            timeOf(month, now))
                        .payload())));
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(store.write(after));
    events.forEach(event -> writes.add(event.put()));
    return dynamo
        .transact(writes)
        .invoke(() -> events.forEach(outbox::deliverSoon))
        .replaceWith(true)
        // Another replica reports it at the same time.
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(false);
  }

  private static YearMonth monthOf(Instant time) {
    return YearMonth.from(time.atZone(ZoneOffset.UTC));
  }

  /** In the month in which the units were used, if Stripe still accepts that. */
  private static Instant timeOf(YearMonth month, Instant now) {
    if (!month.isBefore(monthOf(now))) {
      return now;
    }
    Instant end =
        month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusSeconds(1);
    Instant oldest = now.minus(OLDEST);
    return end.isBefore(oldest) ? oldest : end;
  }
}
