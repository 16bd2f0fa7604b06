package io.vestibule.factor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The second factors of the caller.
 *
 * @param totp null if no authenticator app is set up
 * @param required whether the caller's role requires a second factor
 * @param methods how a second factor can be proven
 */
@Schema(name = "MfaStatus")
public record MfaStatus(
    @Schema(nullable = true) TotpStatus totp,
    @JsonProperty("recovery_codes_left") @Schema(examples = "10") int recoveryCodesLeft,
    @Schema(description = "Whether your role requires a second factor") boolean required,
    @Schema(
            description = "How a second factor can be proven: `totp`, `recovery_code`, `passkey`",
            examples = "[\"totp\",\"recovery_code\"]")
        List<String> methods) {

  /** An authenticator app whose code was confirmed. */
  @Schema(name = "TotpStatus")
  public record TotpStatus(
      @JsonProperty("confirmed_at") @Schema(examples = "2026-11-20T09:34:04.822Z")
          Instant confirmedAt) {}
}
