package io.vestibule.usage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The key under which a request id is stored: {@code request:} and the hex SHA-256 of owner and id.
 * It contains the owner, not the token, so that a request can be repeated after a rotation of the
 * token. The hash reveals neither.
 *
 * @param text the key of the row in the tokens table
 */
record IdempotencyKey(String text) {
  static IdempotencyKey of(String userId, String requestId) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] name = (userId + "\n" + requestId).getBytes(StandardCharsets.UTF_8);
      return new IdempotencyKey("request:" + HexFormat.of().formatHex(sha256.digest(name)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
