package io.vestibule.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.login.LoginOutcome;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;

/** The exchange of an app's code for a session. */
@ApplicationScoped
class AppTokenService {
  private static final int MAX_CODE = 2_000;
  private static final int MAX_VERIFIER = 128;

  private final AppCodes codes;
  private final SignInCompletion completion;

  AppTokenService(AppCodes codes, SignInCompletion completion) {
    this.codes = codes;
    this.completion = completion;
  }

  /**
   * @param device the header {@code User-Agent}; null if there was none
   * @throws ApiException {@link ErrorCode#CHALLENGE_INVALID}, {@link ErrorCode#ACCOUNT_SUSPENDED},
   *     {@link ErrorCode#EMAIL_NOT_VERIFIED}
   */
  Uni<LoginOutcome> exchange(JsonNode json, String device) {
    JsonBody body = JsonBody.of(json);
    return codes
        .redeem(
            body.requiredText("code", MAX_CODE), body.requiredText("code_verifier", MAX_VERIFIER))
        .chain(user -> completion.inApp(user, device))
        .onFailure(AppTokenService::isErased)
        .transform(erased -> ApiException.of(ErrorCode.CHALLENGE_INVALID));
  }

  private static boolean isErased(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.USER_NOT_FOUND;
  }
}
