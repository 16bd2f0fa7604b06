package io.vestibule.credential;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.smallrye.mutiny.Uni;
import io.vestibule.credential.WrappedAudioKey.RecoveryWrap;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.AudioKeyWrap;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.SecretBytes;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Creates, wraps and unwraps audio keys. A key-encryption key exists only on a thread of the
 * hashing pool and only during one computation. All keys that have the same salt and cost share one
 * derivation.
 */
@ApplicationScoped
public class AudioKeys {
  private final PasswordHashing hashing;
  private final AudioKeyWrap wrap;
  private final SecureRandom random;

  AudioKeys(PasswordHashing hashing, SecureRandom random) {
    this.hashing = hashing;
    this.wrap = new AudioKeyWrap(random);
    this.random = random;
  }

  /** Creates an account's first audio key, wrapped under the password at the configured cost. */
  public Uni<AudioKeyset> create(String userId, String keySalt, Password password) {
    return newKey(userId, AudioKeyWrap.FIRST_KEY, keySalt, password).map(AudioKeyset::of);
  }

  /**
   * Locks all keys, because the password is replaced by one that does not unwrap them, and adds a
   * new current key.
   */
  public Uni<AudioKeyset> lockAndAdd(
      String userId, String keySalt, AudioKeyset stored, Password newPassword) {
    AudioKeyset locked = stored.map(key -> key.lock(keySalt));
    return newKey(userId, locked.nextKeyId(), keySalt, newPassword).map(locked::add);
  }

  /** The keys that the current password unwraps. The caller must close the result. */
  public Uni<UnwrappedAudioKeys> unwrap(
      String userId, String keySalt, AudioKeyset stored, Password password) {
    return unwrap(
        userId, keySalt, stored.all().stream().filter(key -> !key.isLocked()).toList(), password);
  }

  /**
   * Those of {@code keys} that the recovery key unwraps. The caller must close the result.
   *
   * @param recoveryKey in its text form; any other text unwraps nothing
   */
  public UnwrappedAudioKeys unwrapWithRecoveryKey(
      String userId, List<WrappedAudioKey> keys, String recoveryKey) {
    Optional<SecretBytes> decoded = RecoveryKey.decode(recoveryKey);
    if (decoded.isEmpty()) {
      return UnwrappedAudioKeys.none();
    }
    List<WrappedAudioKey> recoverable =
        keys.stream().filter(key -> key.recovery() != null).toList();
    try (SecretBytes kek = decoded.get()) {
      return unwrap(userId, recoverable, key -> key.recovery().wrapped(), kek);
    }
  }

  /**
   * Wraps the unwrapped keys under the password, at the configured cost. The others become locked,
   * if they are not yet. Wraps under recovery keys stay.
   */
  public Uni<AudioKeyset> wrap(
      String userId,
      String keySalt,
      AudioKeyset stored,
      UnwrappedAudioKeys unwrapped,
      Password password) {
    Argon2Cost cost = hashing.cost();
    return hashing.withKey(
        password,
        salt(keySalt),
        cost,
        kek ->
            stored.map(
                key ->
                    unwrapped
                        .find(key.keyId())
                        .map(
                            audioKey ->
                                key.underPassword(wrap(audioKey, kek, userId, key.keyId()), cost))
                        .orElseGet(() -> key.lock(keySalt))));
  }

  /** Wraps the keys under another password; see {@link #wrap}. Locked keys stay locked. */
  public Uni<AudioKeyset> rewrap(
      String userId,
      String keySalt,
      AudioKeyset stored,
      Password oldPassword,
      Password newPassword) {
    return unwrap(userId, keySalt, stored, oldPassword)
        .chain(
            unwrapped ->
                wrap(userId, keySalt, stored, unwrapped, newPassword).eventually(unwrapped::close));
  }

  /**
   * Wraps the unwrapped keys under a new random recovery key, in place of an earlier one. The
   * others keep theirs.
   */
  public Recovery recovery(String userId, AudioKeyset stored, UnwrappedAudioKeys unwrapped) {
    String id = stored.nextRecoveryId();
    try (SecretBytes recoveryKey = SecretBytes.random(AudioKeyWrap.AUDIO_KEY_SIZE, random)) {
      AudioKeyset changed =
          stored.map(
              key ->
                  unwrapped
                      .find(key.keyId())
                      .map(audioKey -> wrap(audioKey, recoveryKey, userId, key.keyId()))
                      .map(wrapped -> key.withRecovery(new RecoveryWrap(id, wrapped)))
                      .orElse(key));
      return new Recovery(RecoveryKey.encode(recoveryKey), changed);
    }
  }

  /** Whether an unlocked key was wrapped at another cost than the configured one. */
  public boolean isOutdated(AudioKeyset stored) {
    return stored.all().stream()
        .anyMatch(key -> !key.isLocked() && !key.cost().equals(hashing.cost()));
  }

  /**
   * A new recovery key.
   *
   * @param text its text form, for the owner to keep
   * @param keyset the account's keys, wrapped under it
   */
  public record Recovery(String text, AudioKeyset keyset) {
    @Override
    public String toString() {
      return "Recovery[redacted]";
    }
  }

  private Uni<WrappedAudioKey> newKey(
      String userId, String keyId, String keySalt, Password password) {
    Argon2Cost cost = hashing.cost();
    return hashing.withKey(
        password,
        salt(keySalt),
        cost,
        kek -> {
          try (SecretBytes audioKey = wrap.newAudioKey()) {
            return new WrappedAudioKey(keyId, wrap(audioKey, kek, userId, keyId), cost, null, null);
          }
        });
  }

  /** What a key-encryption key is derived from, besides the password. */
  private record Derivation(String salt, Argon2Cost cost) {}

  /**
   * Those of {@code keys} that a password unwraps, the current or a former one. The caller must
   * close the result.
   *
   * @param keySalt of the keys that have no salt of their own
   */
  public Uni<UnwrappedAudioKeys> unwrap(
      String userId, String keySalt, List<WrappedAudioKey> keys, Password password) {
    Map<Derivation, List<WrappedAudioKey>> groups =
        keys.stream()
            .collect(
                groupingBy(
                    key ->
                        new Derivation(
                            Objects.requireNonNullElse(key.formerSalt(), keySalt), key.cost()),
                    LinkedHashMap::new,
                    toList()));
    Uni<UnwrappedAudioKeys> unwrapped = Uni.createFrom().item(UnwrappedAudioKeys.none());
    for (Map.Entry<Derivation, List<WrappedAudioKey>> group : groups.entrySet()) {
      Derivation from = group.getKey();
      unwrapped =
          unwrapped.chain(
              earlier ->
                  hashing
                      .withKey(
                          password,
                          salt(from.salt()),
                          from.cost(),
                          kek -> unwrap(userId, group.getValue(), WrappedAudioKey::wrapped, kek))
                      .onFailure()
                      .invoke(earlier::close)
                      .map(earlier::and));
    }
    return unwrapped;
  }

  private UnwrappedAudioKeys unwrap(
      String userId,
      List<WrappedAudioKey> keys,
      Function<WrappedAudioKey, String> wrapped,
      SecretBytes kek) {
    Map<String, SecretBytes> unwrapped = new LinkedHashMap<>();
    keys.forEach(
        key ->
            wrap.unwrap(decode(wrapped.apply(key)), kek, userId, key.keyId())
                .ifPresent(audioKey -> unwrapped.put(key.keyId(), audioKey)));
    return UnwrappedAudioKeys.of(unwrapped);
  }

  private String wrap(SecretBytes audioKey, SecretBytes kek, String userId, String keyId) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(wrap.wrap(audioKey, kek, userId, keyId));
  }

  private static byte[] salt(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] decode(String wrapped) {
    return Base64.getUrlDecoder().decode(wrapped);
  }
}
