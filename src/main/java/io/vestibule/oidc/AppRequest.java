package io.vestibule.oidc;

import io.vestibule.oidc.ReturnTarget.Kind;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.regex.Pattern;

/**
 * The part of a sign-in that an app adds: it receives a code, which it exchanges with the verifier
 * of its challenge (RFC 7636, RFC 8252).
 *
 * @param codeChallenge SHA-256 of the verifier, base64url, 43 characters; null without an app
 * @param state comes back to the app unchanged; null for none
 */
record AppRequest(String codeChallenge, String state) {
  static final AppRequest NONE = new AppRequest(null, null);

  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern STATE = Pattern.compile("[!-~]{1,200}");

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static AppRequest of(ReturnTarget target, String challenge, String method, String state) {
    if (challenge == null) {
      // A cookie is of no use to an app.
      require(target.kind() != Kind.CONFIGURED || isWeb(target), "code_challenge", "is required");
      require(method == null, "code_challenge", "is required");
      require(state == null, "app_state", "needs a code_challenge");
      return NONE;
    }
    require(CHALLENGE.matcher(challenge).matches(), "code_challenge", "must be a SHA-256 hash");
    require("S256".equals(method), "code_challenge_method", "must be S256");
    require(target.kind() == Kind.CONFIGURED, "return_to", "must be a configured address");
    require(
        state == null || STATE.matcher(state).matches(),
        "app_state",
        "must be at most 200 printable characters");
    return new AppRequest(challenge, state);
  }

  boolean isPresent() {
    return codeChallenge != null;
  }

  private static boolean isWeb(ReturnTarget target) {
    return target.address().startsWith("https://") || target.address().startsWith("http://");
  }

  private static void require(boolean valid, String field, String expected) {
    if (!valid) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, field, expected);
    }
  }
}
