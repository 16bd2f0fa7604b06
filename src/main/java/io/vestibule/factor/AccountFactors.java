package io.vestibule.factor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The factors of an account, for administrators.
 *
 * @param totp null if no authenticator app is set up
 */
@Schema(name = "AccountFactors")
public record AccountFactors(
    @Schema(nullable = true) MfaStatus.TotpStatus totp,
    @JsonProperty("recovery_codes_left") @Schema(examples = "10") int recoveryCodesLeft,
    List<RegisteredFactor> passkeys) {}
