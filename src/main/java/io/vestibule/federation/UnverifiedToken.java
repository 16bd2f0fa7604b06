package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The members of a compact JWS that select issuer and key. Nothing of it is verified yet.
 *
 * @param compact the token itself
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
  /** Below {@code quarkus.http.limits.max-header-size}; the largest known tokens have 8 KiB. */
  static final int MAX_LENGTH = 12 * 1024;

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** Empty if it is too long, not a compact JWS, or lacks {@code iss} or {@code alg}. */
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

  /** False for types that do not authenticate a user, such as logout tokens and security events. */
  boolean mayAuthenticate() {
    return type.map(TYPES::contains).orElse(true);
  }

  @Override
  public String toString() {
    return "UnverifiedToken[redacted]";
  }

  private static JsonNode object(String part, ObjectMapper json) throws IOException {
    JsonNode node = json.readTree(Base64.getUrlDecoder().decode(part));
    if (node == null || !node.isObject()) {
      throw new IllegalArgumentException("not an object");
    }
    return node;
  }

  private static Optional<String> text(JsonNode object, String member) {
    return Optional.ofNullable(object.get(member))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue);
  }
}
