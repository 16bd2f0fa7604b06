package io.vestibule.session;

import io.vestibule.runtime.KeysConfig;
import io.vestibule.signing.SigningKeys;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Startup checks of the settings without which no token can be signed. */
@ApplicationScoped
class TokenConfigCheck {
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMinutes(5);

  @Produces
  @Singleton
  StartupCheck signingKey(KeysConfig keys) {
    return StartupCheck.that(() -> new SigningKeys(keys));
  }

  @Produces
  @Singleton
  StartupCheck issuer(TokensConfig config) {
    return StartupCheck.that(() -> requirePublicAddress(config.issuer()));
  }

  @Produces
  @Singleton
  StartupCheck cookie(TokensConfig config) {
    return StartupCheck.that(() -> requireSecure(config.cookieName(), config.cookieSecure()));
  }

  @Produces
  @Singleton
  StartupCheck inactivityTimeouts(TokensConfig config) {
    return StartupCheck.that(
        () -> {
          requireLongEnough("cookie", config.cookieInactivityTimeout());
          requireLongEnough("bearer", config.bearerInactivityTimeout());
        });
  }

  private static void requireSecure(String cookieName, boolean secure) {
    if (!secure && (cookieName.startsWith("__Host-") || cookieName.startsWith("__Secure-"))) {
      throw new IllegalStateException(
          "vestibule.tokens.cookie-name must not start with __Host- or __Secure- while"
              + " vestibule.tokens.cookie-secure is off: browsers refuse such a cookie");
    }
  }

  /** The last use of a session is recorded once a minute. */
  private static void requireLongEnough(String transport, Optional<Duration> timeout) {
    if (timeout.filter(given -> given.compareTo(SHORTEST_TIMEOUT) < 0).isPresent()) {
      throw new IllegalStateException(
          "vestibule.tokens." + transport + "-inactivity-timeout must be at least 5 minutes");
    }
  }

  private static void requirePublicAddress(String issuer) {
    boolean usable;
    try {
      URI address = URI.create(issuer);
      usable =
          ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
              && address.getHost() != null
              && !issuer.endsWith("/");
    } catch (IllegalArgumentException malformed) {
      usable = false;
    }
    if (!usable) {
      throw new IllegalStateException(
          "vestibule.tokens.issuer must be this service's public address, https://auth.example.org for example, without a"
              + " trailing slash");
    }
  }
}
