package io.vestibule.command;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * A generated set of the service's secrets.
 *
 * @param signing private key on P-256, PKCS#8 in PEM
 * @param verifying its public key, PEM
 * @param sealing base64 of 32 bytes
 * @param ticket base64 of 32 bytes
 */
record GeneratedKeys(String signing, String verifying, String sealing, String ticket) {
  private static final int SECRET_SIZE = 32;
  private static final int PEM_LINE = 64;

  static GeneratedKeys generate(SecureRandom random) {
    KeyPair pair = keyPair(random);
    return new GeneratedKeys(
        pem("PRIVATE KEY", pair.getPrivate().getEncoded()),
        pem("PUBLIC KEY", pair.getPublic().getEncoded()),
        secret(random),
        secret(random));
  }

  @Override
  public String toString() {
    return "GeneratedKeys[redacted]";
  }

  private static KeyPair keyPair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has P-256", impossible);
    }
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[SECRET_SIZE];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
