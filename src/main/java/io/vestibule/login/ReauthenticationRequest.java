package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.credential.PasswordConfirmation;
import io.vestibule.crypto.Password;
import io.vestibule.factor.SecondFactorProof;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Optional;

/** The body of {@code POST /api/auth/reauthenticate}: exactly one proof. */
sealed interface ReauthenticationRequest {
  /** The password of the account. */
  record ByPassword(Password password) implements ReauthenticationRequest {}

  /** A second factor or passkey. */
  record ByFactor(SecondFactorProof proof) implements ReauthenticationRequest {}

  /** A code that was sent to the address of the account. */
  record ByEmailCode(String code) implements ReauthenticationRequest {
    @Override
    public String toString() {
      return "ByEmailCode[redacted]";
    }
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if there is no proof or several, {@link
   *     ErrorCode#PASSWORD_TOO_LONG}
   */
  static ReauthenticationRequest from(JsonNode json) {
    Optional<Password> password = PasswordConfirmation.from(json);
    Optional<String> emailCode =
        JsonBody.of(json).text("email_code", 64).filter(code -> !code.isBlank());
    Optional<SecondFactorProof> factor = SecondFactorProof.find(json);
    int proofs =
        (password.isPresent() ? 1 : 0)
            + (emailCode.isPresent() ? 1 : 0)
            + (factor.isPresent() ? 1 : 0);
    if (proofs != 1) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          "password",
          "or code, recovery_code, passkey or email_code is required, and only one of them");
    }
    return password
        .<ReauthenticationRequest>map(ByPassword::new)
        .or(() -> factor.map(ByFactor::new))
        .orElseGet(() -> new ByEmailCode(emailCode.orElseThrow().strip()));
  }
}
