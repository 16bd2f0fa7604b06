package io.vestibule.session;

import io.quarkus.security.identity.SecurityIdentity;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The session token of the current request. */
@ApplicationScoped
public class CurrentToken {
  static final String ATTRIBUTE = "vestibule.session-token";

  private final SecurityIdentity identity;

  CurrentToken(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * For resources that require authentication.
   *
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID} where the caller presented a token of
   *     another kind
   */
  public PresentedToken get() {
    return Optional.<PresentedToken>ofNullable(identity.getAttribute(ATTRIBUTE))
        .orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_INVALID));
  }
}
