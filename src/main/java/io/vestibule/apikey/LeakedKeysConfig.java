package io.vestibule.apikey;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/**
 * Reports of leaked API keys by secret-scanning partners. Without a key the route does not exist.
 */
@ConfigMapping(prefix = "vestibule.hooks.leaked-keys")
public interface LeakedKeysConfig {
  /**
   * Public keys (ECDSA P-256) that sign reports: the identifier, a colon and the base64 of the PEM
   * file, without its first and last line. Those of GitHub are at {@code
   * https://api.github.com/meta/public_keys/secret_scanning}.
   */
  Optional<List<String>> publicKeys();
}
