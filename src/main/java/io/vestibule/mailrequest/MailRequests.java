package io.vestibule.mailrequest;

import io.smallrye.mutiny.Uni;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.outbox.Outbox;
import io.vestibule.outbox.OutboxKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Takes requests for mails to an address. Every request for a well-formed address writes one outbox
 * message; whether the address has an account is looked up at delivery. So neither the answer nor
 * its timing tells (docs/decisions/0073).
 */
@ApplicationScoped
public class MailRequests {
  private static final int SEED_SIZE = 32;

  private final Outbox outbox;
  private final MailRequestConfig config;
  private final SecureRandom random;
  private final InstantSource clock;

  MailRequests(Outbox outbox, MailRequestConfig config, SecureRandom random, InstantSource clock) {
    this.outbox = outbox;
    this.config = config;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Writes the request. A {@link MailRequestHandler} with the same purpose delivers it.
   *
   * @param email in canonical form
   * @param language a supported language
   */
  public Uni<Void> request(ChallengePurpose purpose, String email, String language) {
    byte[] seed = new byte[SEED_SIZE];
    random.nextBytes(seed);
    MailRequest request =
        new MailRequest(
            purpose, email, language, seed, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return outbox.enqueue(
        outbox.prepare(OutboxKind.REQUESTED_MAIL, null, request.encode()), delay());
  }

  /** Of the same distribution for every address. */
  private Duration delay() {
    return Duration.ofMillis(random.nextLong(config.maxDelay().toMillis() + 1));
  }
}
