package io.vestibule.usage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a request id is remembered: {@code request:} and the SHA-256, hex, of owner and id. The
 * owner, not the token: a request repeated after the token was replaced is still the same one. The
 * hash tells nothing of either.
 *
 * @param text the key of its row in the tokens table
 */
record RequestKey(String text) {
  static RequestKey of(String userId, String requestId) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] name = (userId + "\n" + requestId).getBytes(StandardCharsets.UTF_8);
      return new RequestKey("request:" + HexFormat.of().formatHex(sha256.digest(name)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
