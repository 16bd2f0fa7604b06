package io.vestibule.oidc;

/**
 * The parameters of {@code GET /api/auth/login/{name}}, unchecked. All but {@code link} may be
 * null.
 *
 * @param fetchSite the header {@code Sec-Fetch-Site}
 */
record StartRequest(
    String returnTo,
    boolean link,
    String codeChallenge,
    String codeChallengeMethod,
    String appState,
    String fetchSite) {
  /**
   * Whether a page of this service has started the request. Older browsers do not tell; the session
   * cookie ({@code SameSite=Strict}) keeps other sites out there.
   */
  boolean isSameOrigin() {
    return fetchSite == null || fetchSite.equals("same-origin");
  }
}
