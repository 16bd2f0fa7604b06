package io.vestibule.oidc;

import io.quarkus.runtime.Startup;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.util.KeyUtils;
import io.vestibule.federation.IssuerKind;
import io.vestibule.federation.IssuersConfig.LoginConfig;
import io.vestibule.federation.OpenIdProvider;
import io.vestibule.federation.OpenIdProviders;
import io.vestibule.runtime.ConfiguredKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The secrets with which this service authenticates at the token endpoints. Apple's is a JWT that
 * is signed with a key of the developer's team; one is made for every request.
 */
@Startup
@ApplicationScoped
class ClientSecrets {
  /** Apple permits six months. */
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final String APPLE = "https://appleid.apple.com";

  private final Map<String, Supplier<String>> byProvider = new HashMap<>();
  private final InstantSource clock;

  /**
   * @throws IllegalStateException if a setting is missing or a key is not usable; the message does
   *     not quote it
   */
  ClientSecrets(OpenIdProviders providers, InstantSource clock) {
    this.clock = clock;
    providers.all().forEach(this::add);
  }

  /** Empty for a public client. */
  Optional<String> of(OpenIdProvider provider) {
    return Optional.ofNullable(byProvider.get(provider.name())).map(Supplier::get);
  }

  private void add(OpenIdProvider provider) {
    String property = "vestibule.issuers." + provider.name() + ".login.";
    LoginConfig login = provider.login();
    if (provider.kind() == IssuerKind.APPLE) {
      PrivateKey key =
          key(
              property + "private-key",
              ConfiguredKey.text(
                  property + "private-key", login.privateKey(), login.privateKeyFile()));
      String team = required(property + "team-id", login.teamId());
      String keyId = required(property + "key-id", login.keyId());
      byProvider.put(provider.name(), () -> appleSecret(login.clientId(), team, keyId, key));
    } else if (login.clientSecret().isPresent() || login.clientSecretFile().isPresent()) {
      String secret =
          ConfiguredKey.text(
                  property + "client-secret", login.clientSecret(), login.clientSecretFile())
              .strip();
      byProvider.put(provider.name(), () -> secret);
    }
  }

  private String appleSecret(String clientId, String team, String keyId, PrivateKey key) {
    Instant now = clock.instant();
    return Jwt.issuer(team)
        .subject(clientId)
        .audience(APPLE)
        .issuedAt(now)
        .expiresAt(now.plus(LIFETIME))
        .jws()
        .algorithm(SignatureAlgorithm.ES256)
        .keyId(keyId)
        .sign(key);
  }

  private static String required(String property, Optional<String> value) {
    return value.orElseThrow(() -> new IllegalStateException(property + " is not set"));
  }

  private static PrivateKey key(String property, String pem) {
    try {
      PrivateKey key = KeyUtils.decodePrivateKey(pem, SignatureAlgorithm.ES256);
      if (((ECPrivateKey) key).getParams().getOrder().bitLength() == 256) {
        return key;
      }
    } catch (GeneralSecurityException | RuntimeException unusable) {
      // The cause is dropped because its message may contain the key.
    }
    throw new IllegalStateException(property + " must be an EC P-256 private key in PKCS#8 PEM");
  }
}
