package io.vestibule.factor;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;

/** The secrets of authenticator apps, sealed under the service's sealing key for their account. */
@ApplicationScoped
class TotpSecrets {
  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  private final FactorSecrets secrets;
  private final SecureRandom random;

  TotpSecrets(FactorSecrets secrets, SecureRandom random) {
    this.secrets = secrets;
    this.random = random;
  }

  byte[] create() {
    byte[] secret = new byte[TotpCodes.SECRET_SIZE];
    random.nextBytes(secret);
    return secret;
  }

  SdkBytes seal(String userId, byte[] secret) {
    return secrets.seal(userId, EnrolledFactors.TOTP, secret);
  }

  /**
   * The accepted step whose code it is.
   *
   * @throws IllegalStateException if the secret was sealed under an unknown key
   */
  OptionalLong matchingStep(String userId, SdkBytes sealedSecret, String code, Instant now) {
    byte[] secret = secrets.open(userId, EnrolledFactors.TOTP, sealedSecret);
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
