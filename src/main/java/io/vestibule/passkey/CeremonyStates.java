package io.vestibule.passkey;

import io.vestibule.crypto.Sealer;
import io.vestibule.runtime.Digests;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The state of a ceremony between options and response: challenge and expiry, sealed for a purpose
 * and a user, and kept by the client. So options cost no write. It works once ({@link
 * io.vestibule.challenge.ReplayGuard}).
 */
@ApplicationScoped
class CeremonyStates {
  static final Duration LIFETIME = Duration.ofMinutes(5);

  /** Of the text form of a state. */
  static final int MAX_LENGTH = 256;

  private static final String SEAL = "vestibule/passkey-state/v1/";
  private static final int CHALLENGE_SIZE = 32;

  private final Sealer sealer;
  private final SecureRandom random;
  private final InstantSource clock;

  CeremonyStates(Sealer sealer, SecureRandom random, InstantSource clock) {
    this.sealer = sealer;
    this.random = random;
    this.clock = clock;
  }

  /**
   * @param challenge 32 bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
  record Ceremony(byte[] challenge, Instant expiresAt) {
    /** The id under which its use is recorded; it does not reveal the challenge. */
    String replayId() {
      return "passkey:" + CredentialJson.encode(Digests.sha256(CredentialJson.encode(challenge)));
    }
  }

  Ceremony start() {
    byte[] challenge = new byte[CHALLENGE_SIZE];
    random.nextBytes(challenge);
    return new Ceremony(challenge, clock.instant().plus(LIFETIME));
  }

  /**
   * @param userId empty for a sign-in
   */
  String seal(Ceremony ceremony, CeremonyPurpose purpose, String userId) {
    byte[] plain =
        ByteBuffer.allocate(Long.BYTES + CHALLENGE_SIZE)
            .putLong(ceremony.expiresAt().getEpochSecond())
            .put(ceremony.challenge())
            .array();
    return CredentialJson.encode(sealer.seal(plain, context(purpose, userId)));
  }

  /** Empty if the state was altered, has expired, or is of another purpose or user. */
  Optional<Ceremony> open(String state, CeremonyPurpose purpose, String userId) {
    return decode(state)
        .flatMap(bytes -> sealer.open(bytes, context(purpose, userId)))
        .map(CeremonyStates::read)
        .filter(ceremony -> clock.instant().isBefore(ceremony.expiresAt()));
  }

  private static Ceremony read(byte[] plain) {
    Instant expiresAt = Instant.ofEpochSecond(ByteBuffer.wrap(plain).getLong());
    return new Ceremony(Arrays.copyOfRange(plain, Long.BYTES, plain.length), expiresAt);
  }

  private static Optional<byte[]> decode(String state) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(state));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static String context(CeremonyPurpose purpose, String userId) {
    return SEAL + purpose.wire() + "/" + userId;
  }
}
