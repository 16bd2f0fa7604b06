package io.vestibule.oidc;

import java.time.Instant;
import java.util.List;

/**
 * What this service must remember between the start of a sign-in and the callback.
 *
 * @param provider the name of the issuer at which the user signs in
 * @param state the parameter {@code state}: 128 random bits, base64url
 * @param nonce the parameter {@code nonce}: 128 random bits, base64url
 * @param verifier the verifier of PKCE: 256 random bits, base64url
 * @param app what an app has added
 * @param link whether the identity is to be linked to the account of {@code session}
 * @param session the session in which the sign-in was started; {@link StartedIn#NONE} if none
 * @param devices the device tokens that the browser presented
 */
record SignInState(
    String provider,
    String state,
    String nonce,
    String verifier,
    ReturnTarget target,
    AppRequest app,
    boolean link,
    StartedIn session,
    List<String> devices,
    Instant startedAt,
    Instant expiresAt) {

  /**
   * A session of this service. The callback comes from another site, so the browser does not send
   * the session cookie with it.
   */
  record StartedIn(String userId, String sessionId) {
    static final StartedIn NONE = new StartedIn(null, null);

    boolean isPresent() {
      return sessionId != null;
    }
  }

  @Override
  public String toString() {
    return "SignInState[" + provider + "]";
  }
}
