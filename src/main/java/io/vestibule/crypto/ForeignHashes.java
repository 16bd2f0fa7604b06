package io.vestibule.crypto;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** Parses hashes of other systems by their prefix: bcrypt, scrypt, Firebase's scrypt and PBKDF2. */
final class ForeignHashes {
  private final Optional<SecretBytes> firebaseKey;

  /**
   * @param firebaseKey signer key of a Firebase project; without it its hashes are unsupported
   */
  ForeignHashes(Optional<SecretBytes> firebaseKey) {
    this.firebaseKey = requireNonNull(firebaseKey, "firebaseKey");
  }

  /**
   * Empty if the text has the prefix of none of these forms.
   *
   * @throws UnsupportedHashException if it has, but is malformed or asks for too much
   */
  Optional<ForeignHash> parse(String stored) {
    if (stored == null) {
      return Optional.empty();
    }
    if (Bcrypt.hasPrefix(stored)) {
      return Optional.of(Bcrypt.parse(stored));
    }
    if (Scrypt.hasPrefix(stored)) {
      return Optional.of(Scrypt.parse(stored));
    }
    if (FirebaseScrypt.hasPrefix(stored)) {
      return Optional.of(FirebaseScrypt.parse(stored, firebaseKey));
    }
    return Pbkdf2.hasPrefix(stored) ? Optional.of(Pbkdf2.parse(stored)) : Optional.empty();
  }
}
