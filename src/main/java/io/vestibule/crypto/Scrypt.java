package io.vestibule.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An scrypt hash (RFC 7914) in the PHC string format, as passlib and RustCrypto write it:
 *
 * <pre>$scrypt$ln=16,r=8,p=1$&lt;salt&gt;$&lt;hash&gt;</pre>
 */
final class Scrypt implements ForeignHash {
  private static final String PREFIX = "$scrypt$";

  private static final Pattern FORM =
      Pattern.compile(
          "\\$scrypt\\$ln=%1$s,r=%1$s,p=%1$s\\$([A-Za-z0-9+/]+={0,2})\\$([A-Za-z0-9+/]+={0,2})"
              .formatted(HashText.NUMBER));

  private final ScryptCost cost;
  private final byte[] salt;
  private final byte[] hash;

  private Scrypt(ScryptCost cost, byte[] salt, byte[] hash) {
    this.cost = cost;
    this.salt = salt;
    this.hash = hash;
  }

  static boolean hasPrefix(String stored) {
    return stored.startsWith(PREFIX);
  }

  /**
   * @throws UnsupportedHashException if the text is not such a hash within the limits of {@link
   *     ScryptCost}; no other exception is thrown
   */
  static Scrypt parse(String stored) {
    Matcher parts = FORM.matcher(HashText.checkLength(stored));
    if (!parts.matches()) {
      throw new UnsupportedHashException("not an scrypt hash in the PHC string format");
    }
    return new Scrypt(
        new ScryptCost(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3))),
        HashText.bytes("salt", parts.group(4), HashText.MIN_SALT, HashText.MAX_SALT),
        HashText.bytes("hash", parts.group(5), HashText.MIN_HASH, HashText.MAX_HASH));
  }

  @Override
  public boolean verify(Password password) {
    byte[] computed = cost.derive(password, salt, hash.length);
    try {
      return MessageDigest.isEqual(hash, computed);
    } finally {
      Arrays.fill(computed, (byte) 0);
    }
  }

  @Override
  public HashNeeds needs() {
    return cost.needs();
  }
}
