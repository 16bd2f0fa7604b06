package io.vestibule.session;

import java.util.Locale;

/**
 * How the token of a session is transported: in a cookie, for browsers, or as a bearer token that
 * the client stores itself.
 */
public enum TokenTransport {
  COOKIE,
  BEARER;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static TokenTransport ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
