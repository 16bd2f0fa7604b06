package io.vestibule.credential;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Password hashes of a Firebase project. The values are shown in the Firebase console:
 * Authentication, Users, Password hash parameters. The signer key is needed until the last imported
 * user has logged in.
 */
@ConfigMapping(prefix = "vestibule.migration.firebase")
public interface FirebaseConfig {
  /** {@code base64_signer_key}. */
  Optional<String> signerKey();

  /** File that holds {@code signer-key}. */
  Optional<Path> signerKeyFile();

  /** {@code base64_salt_separator}; used by {@code import ndjson --format firebase}. */
  @WithDefault("Bw==")
  String saltSeparator();

  /** {@code rounds}; used by {@code import ndjson --format firebase}. */
  @WithDefault("8")
  int rounds();

  /** {@code mem_cost}; used by {@code import ndjson --format firebase}. */
  @WithDefault("14")
  int memCost();
}
