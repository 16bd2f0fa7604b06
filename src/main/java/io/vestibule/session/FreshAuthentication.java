package io.vestibule.session;

import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/**
 * Asks for a recent proof of the caller's identity before an act that a stolen session must not
 * permit (RFC 9470).
 */
@ApplicationScoped
public class FreshAuthentication {
  private final TokensConfig config;
  private final InstantSource clock;

  FreshAuthentication(TokensConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Whether the caller proved their identity recently. Never for a token that does not tell. */
  public boolean isFresh(Caller caller) {
    Authentication latest = caller.authentication();
    return latest.time() != null
        && clock.instant().isBefore(latest.time().plus(config.freshAuthentication()));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}
   */
  public void require(Caller caller) {
    if (!isFresh(caller)) {
      throw required();
    }
  }

  /** The error that tells a client to send {@code POST /api/auth/reauthenticate}. */
  public ApiException required() {
    return ApiException.reauthenticationRequired(config.freshAuthentication());
  }
}
