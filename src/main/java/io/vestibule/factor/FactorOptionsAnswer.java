package io.vestibule.factor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a user can prove their identity.
 *
 * @param methods names of proofs
 * @param publicKey null without passkeys
 * @param state null without passkeys
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "FactorOptions")
public record FactorOptionsAnswer(
    @Schema(
            description =
                "`totp`, `recovery_code`, `passkey`; in a session also `password` and `email_code`",
            examples = "[\"totp\",\"recovery_code\"]")
        List<String> methods,
    @JsonProperty("public_key")
        @Schema(
            implementation = Map.class,
            nullable = true,
            description = "PublicKeyCredentialRequestOptionsJSON, if there are passkeys")
        JsonNode publicKey,
    @Schema(nullable = true, description = "To be returned with the credential of the passkey")
        String state) {

  public static FactorOptionsAnswer of(List<String> methods, Optional<FactorOptions> options) {
    return new FactorOptionsAnswer(
        List.copyOf(methods),
        options.map(FactorOptions::publicKey).orElse(null),
        options.map(FactorOptions::state).orElse(null));
  }
}
