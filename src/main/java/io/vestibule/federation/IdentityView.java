package io.vestibule.federation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A sign-in method of the caller's account.
 *
 * @param id path parameter of {@code DELETE /api/user/identities/{id}}; {@code password} cannot be
 *     deleted
 * @param provider {@code password}, or the issuer's name in the configuration
 * @param tokenIssuer {@code iss}. Not named {@code issuer} for the reason given at {@link
 *     IdentityList}
 * @param subject {@code sub}
 * @param email the address of the password login
 * @param linkedAt when it was linked
 * @param current whether this request was authenticated by it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Identity")
public record IdentityView(
    @Schema(examples = "q0Jz3k1nKcXrXz9b7d2f0A") String id,
    @Schema(examples = "google") String provider,
    @JsonProperty("issuer") @Schema(examples = "https://accounts.google.com", nullable = true)
        String tokenIssuer,
    @Schema(examples = "110169484474386276334", nullable = true) String subject,
    @Schema(examples = "ada@example.com", nullable = true) String email,
    @JsonProperty("linked_at") @Schema(examples = "2026-11-20T09:34:04.822Z", nullable = true)
        Instant linkedAt,
    boolean current) {
  static IdentityView password(String email, boolean current) {
    return new IdentityView("password", "password", null, null, email, null, current);
  }
}
