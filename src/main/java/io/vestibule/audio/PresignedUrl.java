package io.vestibule.audio;

import java.time.Instant;
import java.util.Map;

/**
 * A presigned URL.
 *
 * @param headers the signed headers, which the request must send unchanged, except {@code Host};
 *     names in lower case
 */
record PresignedUrl(String url, Map<String, String> headers, Instant expiresAt) {
  @Override
  public String toString() {
    return "PresignedUrl[redacted]";
  }
}
