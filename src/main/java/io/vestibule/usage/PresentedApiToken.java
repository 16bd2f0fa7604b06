package io.vestibule.usage;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;

/**
 * Reads the API token of a request from {@code X-API-Key} or, if absent, from the bearer token. A
 * proxy may need {@code Authorization} for itself.
 */
final class PresentedApiToken {
  private static final String BEARER = "Bearer ";

  private PresentedApiToken() {}

  /**
   * @throws ApiException {@link ErrorCode#TOKEN_MISSING}; {@link ErrorCode#TOKEN_INVALID} if form
   *     or checksum is wrong, without a read of the store
   */
  static ApiToken of(String apiKey, String authorization, KeySecrets secrets) {
    return secrets
        .read(presented(apiKey, authorization))
        .orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_INVALID));
  }

  private static String presented(String apiKey, String authorization) {
    if (apiKey != null) {
      return apiKey.strip();
    }
    // RFC 9110 section 11.1: the scheme's name is case-insensitive.
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw ApiException.of(ErrorCode.TOKEN_MISSING);
    }
    return authorization.substring(BEARER.length()).strip();
  }
}
