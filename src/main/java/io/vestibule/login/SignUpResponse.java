package io.vestibule.login;

import io.vestibule.account.AuthenticatedAccount;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code POST /api/auth/signup}.
 *
 * @param token the API token, not a session token (seed 000); null if the address must be verified
 *     before the first login
 */
public record SignUpResponse(
    @Schema(examples = "User created") String message,
    @Schema(
            description = "The API token of the account",
            nullable = true,
            examples = "vst_2744…5e26")
        String token) {
  static final String VERIFY_FIRST = "We sent you a mail. Follow its instructions to continue.";

  /**
   * @param created empty if the address must be verified first, or if it has an account
   */
  static SignUpResponse of(Optional<AuthenticatedAccount> created) {
    return created
        .map(owner -> new SignUpResponse("User created", owner.apiToken().reveal()))
        .orElseGet(() -> new SignUpResponse(VERIFY_FIRST, null));
  }
}
