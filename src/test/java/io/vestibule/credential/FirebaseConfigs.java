package io.vestibule.credential;

import java.nio.file.Path;
import java.util.Optional;

/** Settings of Firebase for tests. */
final class FirebaseConfigs {
  private FirebaseConfigs() {}

  /** No project. */
  static FirebaseConfig none() {
    return of(Optional.empty());
  }

  static FirebaseConfig of(Optional<String> signerKey) {
    return new FirebaseConfig() {
      @Override
      public Optional<String> signerKey() {
        return signerKey;
      }

      @Override
      public Optional<Path> signerKeyFile() {
        return Optional.empty();
      }

      @Override
      public String saltSeparator() {
        return "Bw==";
      }

      @Override
      public int rounds() {
        return 8;
      }

      @Override
      public int memCost() {
        return 14;
      }
    };
  }
}
