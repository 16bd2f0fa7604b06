package io.vestibule.throttle;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ClientAddress;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Limits on mails that clients ask for: for the recipient's address, the account and the client. An
 * address that has no account is counted in the same way.
 */
@ApplicationScoped
public class MailThrottle {
  private final ThrottleStore store;
  private final ThrottleKeys keys;
  private final ClientAddress client;
  private final InstantSource clock;
  private final Counter refused;

  MailThrottle(
      ThrottleStore store,
      ThrottleKeys keys,
      ClientAddress client,
      InstantSource clock,
      MeterRegistry metrics) {
    this.store = store;
    this.keys = keys;
    this.client = client;
    this.clock = clock;
    this.refused =
        Counter.builder("vestibule.mail.refused")
            .description("Requests for a mail that were over a limit")
            .register(metrics);
  }

  /**
   * Counts a mail that the current client asks for.
   *
   * @param email the recipient
   * @param userId the account that asks; empty if the client has not signed in
   * @throws ApiException {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  public Uni<Void> admit(String email, Optional<String> userId) {
    Instant now = clock.instant();
    List<FailureCounter> counters = new ArrayList<>();
    counters.add(keys.mailsOfClient(client.network(), now));
    userId.ifPresent(id -> counters.add(keys.mailsOfAccount(id, now)));
    counters.add(keys.mailsTo(email, now));
    return admit(counters, now);
  }

  /**
   * Counts a mail that the service sends by itself, for example because somebody tried to sign up
   * with an address that has an account.
   *
   * @return whether it may be sent
   */
  public Uni<Boolean> mayNotify(String email) {
    return store.countBelowLimit(keys.mailsTo(email, clock.instant()));
  }

  /**
   * Sends a mail that somebody requested without having signed in, unless the account has received
   * its limit. Only a mail that was sent counts, because the outbox repeats a delivery that failed.
   */
  public Uni<Void> sendToAccount(String userId, Supplier<Uni<Void>> send) {
    FailureCounter counter = keys.mailsOfAccount(userId, clock.instant());
    return store
        .countBelowLimit(counter)
        .chain(
            admitted ->
                admitted
                    ? send.get()
                        .onFailure()
                        .call(() -> store.release(counter).onFailure().recoverWithNull())
                    : Uni.createFrom().voidItem());
  }

  /** In this order: a client over its limit must not use up the limits that others share. */
  private Uni<Void> admit(List<FailureCounter> counters, Instant now) {
    if (counters.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    FailureCounter counter = counters.get(0);
    return store
        .countBelowLimit(counter)
        .chain(
            admitted -> {
              if (!admitted) {
                refused.increment();
                throw ApiException.later(
                    ErrorCode.TOO_MANY_ATTEMPTS,
                    Duration.between(now, counter.end()).plusMillis(999));
              }
              return admit(counters.subList(1, counters.size()), now);
            });
  }
}
