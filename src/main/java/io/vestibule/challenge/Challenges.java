package io.vestibule.challenge;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * One-time secrets that are sent by mail, as a link (256 bits) and as a code (8 digits, 5
 * attempts). There is one row for each user and purpose, so a new challenge voids the older one.
 */
@ApplicationScoped
public class Challenges {
  private static final String LINK = "link";
  private static final String CODE = "code";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{8}");

  /** A void row is kept longer than the outbox tries to deliver a mail. */
  private static final Duration VOID_ROW_RETENTION = Duration.ofDays(3);

  private final ChallengeStore store;
  private final ChallengeKeys keys;
  private final ChallengesConfig config;
  private final InstantSource clock;
  private final SecureRandom random;

  Challenges(
      ChallengeStore store,
      ChallengeKeys keys,
      ChallengesConfig config,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.keys = keys;
    this.config = config;
    this.clock = clock;
    this.random = random;
  }

  /** Prepares a challenge for a transaction. Its lifetime starts now. */
  public NewChallenge create(ChallengePurpose purpose, String userId, String email) {
    byte[] seed = new byte[ChallengeKeys.SEED_SIZE];
    random.nextBytes(seed);
    Prepared prepared = prepare(purpose, userId, email, seed, clock.instant());
    return prepared.with(store.put(prepared.stored(), codeExpiresAt()));
  }

  /**
   * Prepares a challenge from a seed that an outbox message holds, so that a repeated delivery
   * makes the same challenge. Its lifetime starts now. Its condition fails if it exists already,
   * was used or was replaced by a newer one.
   *
   * @param seed 32 random bytes
   * @param requestedAt when the user asked for it
   */
  public NewChallenge create(
      ChallengePurpose purpose, String userId, String email, byte[] seed, Instant requestedAt) {
    if (seed.length != ChallengeKeys.SEED_SIZE) {
      throw new IllegalArgumentException("seed must be 32 bytes, not " + seed.length);
    }
    Prepared prepared = prepare(purpose, userId, email, seed, requestedAt);
    return prepared.with(store.putIfNewer(prepared.stored(), codeExpiresAt()));
  }

  /** Stores a challenge alone. Does nothing if its condition fails. */
  public Uni<Void> save(NewChallenge challenge) {
    return store.write(challenge.put()).replaceWithVoid();
  }

  /** Looks a link up without consuming it. Empty if it is unknown, wrong, used or expired. */
  public Uni<Optional<Challenge>> findByLink(ChallengePurpose purpose, String id, String secret) {
    if (!ID.matcher(id).matches() || !SECRET.matcher(secret).matches()) {
      return none();
    }
    return store
        .find(id, clock.instant())
        .map(
            found ->
                found
                    .filter(stored -> stored.challenge().purpose() == purpose)
                    .filter(stored -> matches(stored, LINK, stored.linkMac(), secret))
                    .map(StoredChallenge::challenge));
  }

  /**
   * Checks a code without consuming it. Every attempt counts; after the fifth the code is void, but
   * not the link. Empty if it is wrong, void, used or expired. It takes as long for a user without
   * a challenge.
   */
  public Uni<Optional<Challenge>> findByCode(
      ChallengePurpose purpose, String userId, String email, String code) {
    String digits = code.replace(" ", "");
    if (!DIGITS.matcher(digits).matches()) {
      return none();
    }
    return store
        .countAttempt(keys.id(purpose, userId, email), email, clock.instant())
        .map(
            found ->
                found
                    .filter(stored -> matches(stored, CODE, stored.codeMac(), digits))
                    .map(StoredChallenge::challenge));
  }

  /** As {@link #findByCode(ChallengePurpose, String, String, String)}, for any address. */
  public Uni<Optional<Challenge>> findByCode(ChallengePurpose purpose, String userId, String code) {
    return findByCode(purpose, userId, null, code);
  }

  /**
   * Consumes a challenge in the transaction of what it permits. Its condition fails if it was used
   * or replaced meanwhile.
   */
  public TransactWriteItem consume(Challenge challenge) {
    Instant now = clock.instant();
    return store.consume(challenge, now, now.plus(VOID_ROW_RETENTION));
  }

  /** Consumes a challenge that permits nothing to be written; false if it was used meanwhile. */
  public Uni<Boolean> use(Challenge challenge) {
    return store.write(consume(challenge));
  }

  /**
   * Voids the challenges of a user, for a transaction that changes password or address. The links
   * with which former addresses undo a change stay valid: an intruder must not be able to void
   * them.
   *
   * @param exceptIds challenges that the transaction writes itself; DynamoDB allows one write an
   *     item
   */
  public List<TransactWriteItem> voidAll(String userId, String... exceptIds) {
    Instant now = clock.instant();
    return ChallengePurpose.voided().stream()
        .map(purpose -> keys.id(purpose, userId, ""))
        .filter(id -> !List.of(exceptIds).contains(id))
        .map(id -> store.putVoid(id, userId, now, now.plus(VOID_ROW_RETENTION)))
        .toList();
  }

  private Prepared prepare(
      ChallengePurpose purpose, String userId, String email, byte[] seed, Instant requestedAt) {
    String id = keys.id(purpose, userId, email);
    String secret = purpose.hasLink() ? keys.secret(seed, id, email) : null;
    String code = purpose.hasCode() ? keys.code(seed, id, email) : null;
    Challenge challenge =
        new Challenge(
            id,
            purpose,
            userId,
            email,
            requestedAt,
            clock.instant().plus(lifetime(purpose)),
            keys.instance(seed, id, email));
    return new Prepared(
        new StoredChallenge(
            challenge,
            secret == null ? null : keys.mac(LINK, id, email, secret),
            code == null ? null : keys.mac(CODE, id, email, code)),
        secret,
        code);
  }

  private Duration lifetime(ChallengePurpose purpose) {
    return switch (purpose) {
      case REVERT_EMAIL -> config.revertLifetime();
      case INVITATION -> config.invitationLifetime();
      default -> purpose.hasLink() ? config.linkLifetime() : config.codeLifetime();
    };
  }

  private Instant codeExpiresAt() {
    return clock.instant().plus(config.codeLifetime());
  }

  private boolean matches(StoredChallenge stored, String kind, byte[] mac, String value) {
    Challenge challenge = stored.challenge();
    return mac != null && keys.matches(mac, kind, challenge.id(), challenge.email(), value);
  }

  private static Uni<Optional<Challenge>> none() {
    return Uni.createFrom().item(Optional.empty());
  }

  /** A challenge before its write is known. */
  private record Prepared(StoredChallenge stored, String secret, String code) {
    NewChallenge with(TransactWriteItem put) {
      String id = stored.challenge().id();
      return new NewChallenge(
          id, secret == null ? null : id + "." + secret, code, put, stored.challenge());
    }

    @Override
    public String toString() {
      return "Prepared[redacted]";
    }
  }
}
