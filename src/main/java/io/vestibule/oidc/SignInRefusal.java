package io.vestibule.oidc;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.Locale;

/** Why a sign-in by redirect did not succeed. The browser takes the code to its destination. */
final class SignInRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Reasons that are no errors of the API. */
  enum Reason {
    /** The user cancelled at the provider. */
    LOGIN_CANCELLED,
    /** The provider does not answer, or says that it is out of order. */
    PROVIDER_UNAVAILABLE,
    /** This browser has not started the sign-in, or it is too old or was used. */
    LOGIN_STATE_INVALID,
    /** The provider refuses the request, or its answer is not valid. */
    PROVIDER_REJECTED,
    /** The identity is linked to another account. */
    IDENTITY_ALREADY_LINKED
  }

  private final String code;

  private SignInRefusal(String code) {
    super(code, null, false, false);
    this.code = code;
  }

  static SignInRefusal of(Reason reason) {
    return new SignInRefusal(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** The refusal that a failure of any kind becomes. */
  static SignInRefusal of(Throwable failure) {
    if (failure instanceof SignInRefusal known) {
      return known;
    }
    ErrorCode error = failure instanceof ApiException api ? api.code() : ErrorCode.INTERNAL;
    return switch (error) {
      case IDENTITY_TAKEN -> of(Reason.IDENTITY_ALREADY_LINKED);
      // The account was erased after the user had authenticated at the provider.
      case TOKEN_INVALID, USER_NOT_FOUND -> of(Reason.PROVIDER_REJECTED);
      default -> new SignInRefusal(error.wire());
    };
  }

  String code() {
    return code;
  }
}
