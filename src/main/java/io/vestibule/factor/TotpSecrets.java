package io.vestibule.factor;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.crypto.Sealer;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The secrets of authenticator apps, sealed under the service's sealing key for their account. */
@ApplicationScoped
class TotpSecrets {
  private static final String PURPOSE = "vestibule/totp/v1/";
  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  private final Sealer sealer;
  private final SecureRandom random;

  TotpSecrets(Sealer sealer, SecureRandom random) {
    this.sealer = sealer;
    this.random = random;
  }

  byte[] create() {
    byte[] secret = new byte[TotpCodes.SECRET_SIZE];
    random.nextBytes(secret);
    return secret;
  }

  byte[] seal(String userId, byte[] secret) {
    return sealer.seal(secret, PURPOSE + userId);
  }

  /**
   * The accepted step whose code it is.
   *
   * @throws IllegalStateException if the secret was sealed under an unknown key
   */
  OptionalLong matchingStep(String userId, byte[] sealedSecret, String code, Instant now) {
    byte[] secret =
        sealer
            .open(sealedSecret, PURPOSE + userId)
            .orElseThrow(
                () -> new IllegalStateException("a TOTP secret is sealed under another key"));
    OptionalLong step = TotpCodes.matchingStep(secret, code, now);
    Arrays.fill(secret, (byte) 0);
    return step;
  }

  /** The six digits that a user entered, spaces ignored; empty for anything else. */
  static Optional<String> code(JsonNode entered) {
    return Optional.ofNullable(entered.textValue())
        .map(text -> text.replaceAll("\\s", ""))
        .filter(text -> CODE.matcher(text).matches());
  }
}
