package io.vestibule.crypto;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CTRModeCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * A hash of Firebase Authentication (github.com/firebase/scrypt): the signer key of the project,
 * encrypted with AES-256 in counter mode under the first 32 bytes of scrypt(password, salt ‖
 * separator), with a counter that starts at 0. Without the signer key nobody can verify it. Stored
 * as
 *
 * <pre>$firebase-scrypt$ln=14,r=8,s=&lt;separator&gt;$&lt;salt&gt;$&lt;hash&gt;</pre>
 *
 * <p>{@code ln} is Firebase's {@code mem_cost}, {@code r} its {@code rounds}.
 */
final class FirebaseScrypt implements ForeignHash {
  private static final String PREFIX = "$firebase-scrypt$";

  private static final String BASE64 = "[A-Za-z0-9+/]+={0,2}";

  private static final Pattern FORM =
      Pattern.compile(
          "\\$firebase-scrypt\\$ln=%1$s,r=%1$s,s=((?:%2$s)?)\\$(%2$s)\\$(%2$s)"
              .formatted(HashText.NUMBER, BASE64));

  /** In bytes. Firebase's salts have 10 bytes; accounts that it imported have others. */
  private static final int MIN_SALT = 1;

  private static final int MAX_SEPARATOR = 16;

  private static final int MIN_KEY = 32;

  private static final int MAX_KEY = 256;

  private static final int DERIVED_SIZE = 64;

  private static final int AES_KEY_SIZE = 32;

  private static final int BLOCK_SIZE = 16;

  private final SecretBytes signerKey;
  private final ScryptCost cost;
  private final byte[] salt;
  private final byte[] hash;

  private FirebaseScrypt(SecretBytes signerKey, ScryptCost cost, byte[] salt, byte[] hash) {
    this.signerKey = signerKey;
    this.cost = cost;
    this.salt = salt;
    this.hash = hash;
  }

  static boolean hasPrefix(String stored) {
    return stored.startsWith(PREFIX);
  }

  /**
   * @throws UnsupportedHashException if the text is not such a hash within the limits of {@link
   *     ScryptCost}, or there is no signer key of its size; no other exception is thrown
   */
  static FirebaseScrypt parse(String stored, Optional<SecretBytes> signerKey) {
    Matcher parts = FORM.matcher(HashText.checkLength(stored));
    if (!parts.matches()) {
      throw new UnsupportedHashException("malformed hash of Firebase");
    }
    SecretBytes key =
        signerKey.orElseThrow(
            () -> new UnsupportedHashException("the signer key of Firebase is not configured"));
    ByteArrayOutputStream salt = new ByteArrayOutputStream();
    salt.writeBytes(HashText.bytes("salt", parts.group(4), MIN_SALT, HashText.MAX_SALT));
    salt.writeBytes(HashText.bytes("separator", parts.group(3), 0, MAX_SEPARATOR));
    byte[] hash = HashText.bytes("hash", parts.group(5), MIN_KEY, MAX_KEY);
    if (hash.length != key.size()) {
      throw new UnsupportedHashException("the hash and the signer key must have the same size");
    }
    return new FirebaseScrypt(
        key,
        new ScryptCost(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), 1),
        salt.toByteArray(),
        hash);
  }

  @Override
  public boolean verify(Password password) {
    byte[] derived = cost.derive(password, salt, DERIVED_SIZE);
    byte[] secret = signerKey.reveal();
    byte[] computed = new byte[secret.length];
    try {
      CTRModeCipher cipher = SICBlockCipher.newInstance(AESEngine.newInstance());
      cipher.init(
          true,
          new ParametersWithIV(new KeyParameter(derived, 0, AES_KEY_SIZE), new byte[BLOCK_SIZE]));
      cipher.processBytes(secret, 0, secret.length, computed, 0);
      return MessageDigest.isEqual(hash, computed);
    } finally {
      Arrays.fill(derived, (byte) 0);
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(computed, (byte) 0);
    }
  }

  @Override
  public HashNeeds needs() {
    return cost.needs();
  }
}
