package io.vestibule.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.account.EmailAddress;
import io.vestibule.credential.PasswordConfirmation;
import io.vestibule.crypto.Password;
import io.vestibule.factor.SecondFactorProof;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Optional;

/**
 * Body of {@code POST /api/auth/password/reset}.
 *
 * @param proof what the mail contained
 * @param recoveryKey keeps the recordings unlocked
 * @param secondFactor for accounts that have one
 */
record ResetRequest(
    Proof proof,
    Password newPassword,
    Optional<String> recoveryKey,
    Optional<SecondFactorProof> secondFactor) {
  private static final int MAX_TEXT = 255;

  /** What proves that the request comes from the reader of the mail. */
  sealed interface Proof {
    /** The link of the mail: {@code <id>.<secret>}. */
    record Link(String id, String secret) implements Proof {
      @Override
      public String toString() {
        return "Link[redacted]";
      }
    }

    /** The code of the mail. */
    record Code(EmailAddress email, String code) implements Proof {
      @Override
      public String toString() {
        return "Code[redacted]";
      }
    }
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#INVALID_EMAIL} or
   *     {@link ErrorCode#PASSWORD_TOO_LONG}
   */
  static ResetRequest from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    Password newPassword =
        PasswordConfirmation.from(json, "new_password")
            .orElseThrow(
                () -> ApiException.at(ErrorCode.INVALID_REQUEST, "new_password", "is required"));
    return new ResetRequest(
        proof(body),
        newPassword,
        body.text("recovery_key", MAX_TEXT).filter(text -> !text.isBlank()),
        json.hasNonNull("mfa") ? secondFactor(json.get("mfa")) : Optional.empty());
  }

  private static Optional<SecondFactorProof> secondFactor(JsonNode json) {
    if (!json.isObject()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "mfa", "must be an object");
    }
    return SecondFactorProof.find(json);
  }

  /**
   * The link or code of a mail.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#INVALID_EMAIL}
   */
  static Proof proof(JsonBody body) {
    Optional<String> id = body.text("id", MAX_TEXT);
    Optional<String> secret = body.text("secret", MAX_TEXT);
    if (id.isPresent() && secret.isPresent()) {
      return new Proof.Link(id.get(), secret.get());
    }
    Optional<String> email = body.text("email");
    Optional<String> code = body.text("code", MAX_TEXT);
    if (email.isPresent() && code.isPresent()) {
      return new Proof.Code(EmailAddress.ofExisting(email.get()), code.get());
    }
    throw ApiException.at(
        ErrorCode.INVALID_REQUEST, "id", "and secret, or email and code, are required");
  }

  @Override
  public String toString() {
    return "ResetRequest[redacted]";
  }
}
