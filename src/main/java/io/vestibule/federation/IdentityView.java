package io.vestibule.federation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One way into the caller's account.
 *
 * @param id names it in {@code DELETE /api/user/identities/{id}}; {@code password} cannot be
 *     deleted
 * @param provider {@code password}, or the issuer's name in the configuration
 * @param issuer {@code iss}
 * @param subject {@code sub}
 * @param email the address the password belongs to
 * @param linkedAt when it began to open the account
 * @param current whether this very request came in by it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Identity")
public record IdentityView(
    @Schema(examples = "q0Jz3k1nKcXrXz9b7d2f0A") String id,
    @Schema(examples = "google") String provider,
    @Schema(examples = "https://accounts.google.com") String issuer,
    @Schema(examples = "110169484474386276334") String subject,
    @Schema(examples = "ada@example.com") String email,
    @JsonProperty("linked_at") @Schema(examples = "2026-11-20T09:34:04.822Z") Instant linkedAt,
    boolean current) {
  static IdentityView password(String email, boolean current) {
    return new IdentityView("password", "password", null, null, email, null, current);
  }
}
