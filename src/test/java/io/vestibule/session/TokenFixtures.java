package io.vestibule.session;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vestibule.runtime.KeysConfig;
import io.vestibule.signing.SigningKeys;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;

/** Keys and configuration for tests without a running service. */
final class TokenFixtures {
  static final String ISSUER = "https://vestibule.test";

  private TokenFixtures() {}

  static KeyPair p256() {
    return ec("secp256r1");
  }

  static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String pem(Key key) {
    String label = key.getFormat().equals("PKCS#8") ? "PRIVATE KEY" : "PUBLIC KEY";
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }

  /** With {@code vestibule.keys.} put before each name. */
  static KeysConfig keys(Map<String, String> properties) {
    return config(KeysConfig.class, "vestibule.keys.", properties);
  }

  static SigningKeys signingWith(KeyPair pair) {
    return new SigningKeys(keys(Map.of("signing", pem(pair.getPrivate()))));
  }

  static TokensConfig tokens() {
    return tokens(Map.of());
  }

  /** With {@code vestibule.tokens.} put before each name. */
  static TokensConfig tokens(Map<String, String> properties) {
    Map<String, String> all = new java.util.HashMap<>(properties);
    all.put("issuer", ISSUER);
    return config(TokensConfig.class, "vestibule.tokens.", all);
  }

  private static <T> T config(Class<T> mapping, String prefix, Map<String, String> properties) {
    Map<String, String> prefixed = new java.util.HashMap<>();
    properties.forEach((name, value) -> prefixed.put(prefix + name, value));
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(mapping)
        .withSources(new PropertiesConfigSource(prefixed, "test", 100))
        .build()
        .getConfigMapping(mapping);
  }
}
