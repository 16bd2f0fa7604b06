package io.vestibule.email;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.account.EmailAddress;
import io.vestibule.web.JsonBody;
import java.util.Optional;

/** The secret of a link, or a code, that a client sends back. */
sealed interface ChallengeAnswer {
  int MAX_LENGTH = 64;

  /** {@code {"id":…,"secret":…}}. */
  record Link(String id, String secret) implements ChallengeAnswer {
    @Override
    public String toString() {
      return "Link[redacted]";
    }
  }

  /**
   * {@code {"email":…,"code":…}} or {@code {"code":…}}.
   *
   * @param email empty if the caller's session names the account
   */
  record Code(Optional<EmailAddress> email, String code) implements ChallengeAnswer {
    @Override
    public String toString() {
      return "Code[redacted]";
    }
  }

  /** A link, or an address with its code. */
  static ChallengeAnswer linkOrAddressedCode(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    if (body.text("code").isEmpty()) {
      return link(body);
    }
    return new Code(
        Optional.of(EmailAddress.ofExisting(body.requiredText("email", 512))), code(body));
  }

  /** A link, or a code alone. */
  static ChallengeAnswer linkOrCode(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    return body.text("code").isEmpty() ? link(body) : new Code(Optional.empty(), code(body));
  }

  static Link link(JsonNode json) {
    return link(JsonBody.of(json));
  }

  private static Link link(JsonBody body) {
    return new Link(body.requiredText("id", MAX_LENGTH), body.requiredText("secret", MAX_LENGTH));
  }

  private static String code(JsonBody body) {
    return body.requiredText("code", MAX_LENGTH);
  }
}
