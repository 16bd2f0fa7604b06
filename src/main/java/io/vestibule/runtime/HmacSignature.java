package io.vestibule.runtime;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104) over a text and a body, with which webhooks are signed. */
public final class HmacSignature {
  private static final String ALGORITHM = "HmacSHA256";

  private HmacSignature() {}

  public static SecretKeySpec key(byte[] secret) {
    return new SecretKeySpec(secret, ALGORITHM);
  }

  /** 32 bytes. */
  public static byte[] of(SecretKeySpec key, String prefix, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(prefix.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }

  /**
   * Whether one of the presented signatures is that of one of the keys. Tries every key with every
   * signature, so that timing does not tell which one matched.
   *
   * @param encoding of the presented signatures, for example base64
   */
  public static boolean isAny(
      List<byte[]> presented,
      List<SecretKeySpec> keys,
      String prefix,
      byte[] body,
      UnaryOperator<byte[]> encoding) {
    boolean found = false;
    for (SecretKeySpec key : keys) {
      byte[] expected = encoding.apply(of(key, prefix, body));
      for (byte[] signature : presented) {
        found |= MessageDigest.isEqual(expected, signature);
      }
    }
    return found;
  }
}
