package io.vestibule.session;

import io.vestibule.web.KeysConfig;
import io.vestibule.web.Requirement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;

/** What tokens cannot be signed without. */
@ApplicationScoped
class TokenRequirements {
  @Produces
  @Singleton
  Requirement signingKey(KeysConfig keys) {
    return Requirement.that(() -> new SigningKeys(keys));
  }

  @Produces
  @Singleton
  Requirement issuer(TokensConfig config) {
    return Requirement.that(() -> requirePublicAddress(config.issuer()));
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
