package io.vestibule.credential;

import io.vestibule.crypto.SecretBytes;
import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** What is needed to verify the password hashes of a Firebase project. */
@ApplicationScoped
public class FirebaseHashes {
  private static final String KEY = "vestibule.migration.firebase.signer-key";
  private static final int MIN_KEY = 32;
  private static final int MAX_KEY = 256;

  private final FirebaseConfig config;

  FirebaseHashes(FirebaseConfig config) {
    this.config = config;
  }

  @Produces
  @Singleton
  StartupCheck firebaseSignerKey() {
    return StartupCheck.that(() -> signerKey(config));
  }

  /** Whether the hashes of the project can be verified. */
  public boolean isConfigured() {
    return config.signerKey().isPresent() || config.signerKeyFile().isPresent();
  }

  /**
   * The form in which the hash of an exported account is stored. It may still be malformed ({@link
   * PasswordHashing#supports}).
   *
   * @param hash {@code passwordHash}
   * @param salt {@code salt}
   */
  public String stored(String hash, String salt) {
    return "$firebase-scrypt$ln=%d,r=%d,s=%s$%s$%s"
        .formatted(
            config.memCost(),
            config.rounds(),
            config.saltSeparator(),
            standardBase64(salt),
            standardBase64(hash));
  }

  /** Empty if none is configured. */
  static Optional<SecretBytes> signerKey(FirebaseConfig config) {
    if (config.signerKey().isEmpty() && config.signerKeyFile().isEmpty()) {
      return Optional.empty();
    }
    byte[] key;
    try {
      key =
          Base64.getDecoder()
              .decode(ConfiguredKey.text(KEY, config.signerKey(), config.signerKeyFile()).strip());
    } catch (IllegalArgumentException notBase64) {
      // Without the cause, because its message contains a character of the secret.
      throw new InvalidSettingException(KEY + " is not base64");
    }
    try {
      if (key.length < MIN_KEY || key.length > MAX_KEY) {
        throw new InvalidSettingException(
            KEY + " must be from " + MIN_KEY + " to " + MAX_KEY + " bytes in base64");
      }
      return Optional.of(SecretBytes.of(key));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Some versions of the Firebase command line write the alphabet of URLs. */
  private static String standardBase64(String text) {
    return text.replace('-', '+').replace('_', '/');
  }
}
