package io.vestibule.devstores.deployment;

import io.quarkus.runtime.configuration.ConfigUtils;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.stream.Stream;

/** The secrets that the service requires, generated for development. */
enum DevKey {
  /** PKCS#8 PEM of a private key on P-256. */
  SIGNING("vestibule.keys.signing") {
    @Override
    String generate(SecureRandom random) throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
      String body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(pkcs8);
      return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    }
  },
  /** Base64 of 32 bytes. */
  SEALING("vestibule.keys.sealing"),
  /** Base64 of 32 bytes. */
  TICKET("vestibule.keys.ticket");

  private static final int PEM_LINE = 64;
  private static final int SECRET_BYTES = 32;

  private final String property;

  DevKey(String property) {
    this.property = property;
  }

  /** Whether all of them are configured. */
  static boolean allConfigured() {
    return Stream.of(values()).allMatch(key -> ConfigUtils.isPropertyNonEmpty(key.property));
  }

  String property() {
    return property;
  }

  String generate(SecureRandom random) throws GeneralSecurityException {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return Base64.getEncoder().encodeToString(secret);
  }
}
