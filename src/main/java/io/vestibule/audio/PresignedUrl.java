package io.vestibule.audio;

import java.time.Instant;
import java.util.Map;

/**
 * A URL that carries its own permission.
 *
 * @param headers what the request must send exactly so, beside {@code Host}; names in lower case
 */
record PresignedUrl(String url, Map<String, String> headers, Instant expiresAt) {
  @Override
  public String toString() {
    return "PresignedUrl[redacted]";
  }
}
