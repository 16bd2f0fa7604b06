package io.vestibule.session;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The production cookie names, a named origin and limits small enough to reach in a test. */
public class StrictProfile implements QuarkusTestProfile {
  static final String NAMED_ORIGIN = "https://app.vestibule.test";
  static final int MAX_SESSIONS = 3;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(
        Map.entry("quarkus.http.cors.enabled", "true"),
        Map.entry("quarkus.http.cors.origins", NAMED_ORIGIN),
        Map.entry("quarkus.http.cors.access-control-allow-credentials", "true"),
        Map.entry("vestibule.tokens.cookie-name", "__Host-auth_token"),
        Map.entry("vestibule.tokens.sessions-per-account", "3"),
        Map.entry("vestibule.tokens.cookie-inactivity-timeout", "15M"),
        Map.entry("vestibule.tokens.bearer-longest-session", "10D"),
        Map.entry("vestibule.throttle.device-cookie-name", "__Host-device"),
        Map.entry("vestibule.throttle.email-limit", "6"),
        Map.entry("vestibule.throttle.email-window", "1000D"),
        Map.entry("vestibule.throttle.device-limit", "3"),
        Map.entry("vestibule.throttle.device-window", "1000D"));
  }
}
