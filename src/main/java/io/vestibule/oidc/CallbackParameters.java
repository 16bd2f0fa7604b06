package io.vestibule.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the provider says when it sends the browser back (OpenID Connect Core 1.0, sections 3.1.2.5
 * and 3.1.2.6; RFC 9207). Nothing of it is trusted.
 *
 * @param iss empty if the provider does not name itself
 */
record CallbackParameters(
    Optional<String> state, Optional<String> code, Optional<String> error, Optional<String> iss) {
  private static final int MAX_LENGTH = 4_096;
  private static final int MAX_PARAMETERS = 30;

  /**
   * @param encoded query or form; null for none. A parameter that is repeated counts as absent (RFC
   *     6749, section 3.1).
   */
  static CallbackParameters parse(String encoded) {
    Map<String, List<String>> all;
    try {
      all =
          new QueryStringDecoder(encoded == null ? "" : encoded, UTF_8, false, MAX_PARAMETERS, true)
              .parameters();
    } catch (IllegalArgumentException malformed) {
      all = Map.of();
    }
    return new CallbackParameters(
        one(all, "state"), one(all, "code"), one(all, "error"), one(all, "iss"));
  }

  private static Optional<String> one(Map<String, List<String>> all, String name) {
    List<String> values = all.getOrDefault(name, List.of());
    return values.size() == 1 && !values.get(0).isEmpty() && values.get(0).length() <= MAX_LENGTH
        ? Optional.of(values.get(0))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "CallbackParameters[redacted]";
  }
}
