package io.vestibule.passkey;

import io.vestibule.session.TokensConfig;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the settings of the relying party once. */
@ApplicationScoped
class RelyingPartyProducer {
  @Produces
  @Singleton
  RelyingParty relyingParty(PasskeysConfig config, TokensConfig tokens) {
    return RelyingParty.of(config, tokens.issuer());
  }

  /** Whether the settings are valid; an issuer that is not set has a check of its own. */
  @Produces
  @Singleton
  StartupCheck relyingPartyCheck(PasskeysConfig config, TokensConfig tokens) {
    return StartupCheck.that(
        () -> {
          if (tokens.issuer().contains("://")) {
            RelyingParty.of(config, tokens.issuer());
          }
        });
  }
}
