package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A compact JWS looked into only so far as to know whom to ask about it. Nothing here is proven.
 *
 * @param compact the token as it came
 * @param issuer {@code iss}
 * @param algorithm {@code alg}
 * @param keyId {@code kid}
 * @param type {@code typ}, lower case
 */
record UnverifiedToken(
    String compact,
    String issuer,
    String algorithm,
    Optional<String> keyId,
    Optional<String> type) {
  /** Less than {@code quarkus.http.limits.max-header-size}; the largest known have about 8 KiB. */
  static final int MAX_LENGTH = 12 * 1024;

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** Empty where it is too long, no compact JWS, or says no {@code iss} or {@code alg}. */
  static Optional<UnverifiedToken> parse(String compact, ObjectMapper json) {
    String[] parts = compact.length() > MAX_LENGTH ? new String[0] : compact.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode claims = object(parts[1], json);
      JsonNode header = object(parts[0], json);
      Optional<String> issuer = text(claims, "iss");
      Optional<String> algorithm = text(header, "alg");
      if (issuer.isEmpty() || algorithm.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new UnverifiedToken(
              compact,
              issuer.get(),
              algorithm.get(),
              text(header, "kid"),
              text(header, "typ").map(type -> type.toLowerCase(Locale.ROOT))));
    } catch (IOException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  /** Whether it is of a kind that signs somebody in: not a logout token, not a security event. */
  boolean mayAuthenticate() {
    return type.map(TYPES::contains).orElse(true);
  }

  @Override
  public String toString() {
    return "UnverifiedToken[redacted]";
  }

  private static JsonNode object(String part, ObjectMapper json) throws IOException {
    JsonNode read = json.readTree(Base64.getUrlDecoder().decode(part));
    if (read == null || !read.isObject()) {
      throw new IllegalArgumentException("not an object");
    }
    return read;
  }

  private static Optional<String> text(JsonNode object, String member) {
    return Optional.ofNullable(object.get(member))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue);
  }
}
