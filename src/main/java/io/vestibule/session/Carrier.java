package io.vestibule.session;

import java.util.Locale;

/**
 * How a session's token travels: in a cookie set for browsers, or as a bearer token that the client
 * keeps itself.
 */
public enum Carrier {
  COOKIE,
  BEARER;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Carrier ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
