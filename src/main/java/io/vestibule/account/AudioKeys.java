package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.AudioKeyWrap;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.SecretBytes;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Makes, wraps and unwraps audio keys. A key-encryption key lives on a thread of the hashing pool
 * and no longer than one computation.
 */
@ApplicationScoped
class AudioKeys {
  private final PasswordHashing hashing;
  private final AudioKeyWrap wrap;
  private final SecureRandom random;

  AudioKeys(PasswordHashing hashing, SecureRandom random) {
    this.hashing = hashing;
    this.wrap = new AudioKeyWrap(random);
    this.random = random;
  }

  /** A new audio key under the password, at today's cost. */
  Uni<WrappedAudioKey> create(String userId, String keySalt, Password password) {
    Argon2Cost cost = hashing.cost();
    return hashing.withKey(
        password,
        salt(keySalt),
        cost,
        kek -> {
          try (SecretBytes audioKey = wrap.newAudioKey()) {
            return new WrappedAudioKey(text(wrap.wrap(audioKey, kek, userId)), cost, null);
          }
        });
  }

  /** The audio key, which the caller closes; empty where the password does not unwrap it. */
  Uni<Optional<SecretBytes>> unwrap(
      String userId, String keySalt, WrappedAudioKey stored, Password password) {
    return hashing.withKey(
        password,
        salt(keySalt),
        stored.cost(),
        kek -> wrap.unwrap(bytes(stored.wrapped()), kek, userId));
  }

  /**
   * The same audio key under another password, at today's cost; the recovery key stays good. A key
   * that {@code old} does not unwrap is left as it is: the recovery key may still open it.
   */
  Uni<WrappedAudioKey> rewrap(
      String userId, String keySalt, WrappedAudioKey stored, Password old, Password fresh) {
    Argon2Cost cost = hashing.cost();
    return unwrap(userId, keySalt, stored, old)
        .chain(
            opened -> {
              if (opened.isEmpty()) {
                return Uni.createFrom().item(stored);
              }
              SecretBytes audioKey = opened.get();
              return hashing
                  .withKey(
                      fresh,
                      salt(keySalt),
                      cost,
                      kek ->
                          new WrappedAudioKey(
                              text(wrap.wrap(audioKey, kek, userId)),
                              cost,
                              stored.recoveryWrapped()))
                  .eventually(audioKey::close);
            });
  }

  /** Wraps the audio key a second time, under a key nobody has seen yet. */
  Recovery recovery(String userId, SecretBytes audioKey) {
    try (SecretBytes recoveryKey = SecretBytes.random(AudioKeyWrap.AUDIO_KEY_SIZE, random)) {
      return new Recovery(
          RecoveryKey.text(recoveryKey), text(wrap.wrap(audioKey, recoveryKey, userId)));
    }
  }

  /** Whether the key-encryption key would be made at another cost today. */
  boolean isOutdated(WrappedAudioKey stored) {
    return !stored.cost().equals(hashing.cost());
  }

  /**
   * A fresh recovery key.
   *
   * @param text what the owner writes down
   * @param wrapped the audio key under it, base64url
   */
  record Recovery(String text, String wrapped) {
    @Override
    public String toString() {
      return "Recovery[redacted]";
    }
  }

  private static byte[] salt(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String text(byte[] wrapped) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(wrapped);
  }

  private static byte[] bytes(String wrapped) {
    return Base64.getUrlDecoder().decode(wrapped);
  }
}
