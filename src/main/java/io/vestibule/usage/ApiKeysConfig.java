package io.vestibule.usage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** API keys that users create besides their API token. */
@ConfigMapping(prefix = "vestibule.api-keys")
public interface ApiKeysConfig {
  /**
   * The scopes that a key can have, for example {@code reports:read,reports:write}. Their meaning
   * is that of the metered service, which names the required ones in {@code scopes} of a request.
   * The API token of an account has all of them.
   */
  Optional<List<String>> scopes();

  /**
   * How the secrets of imported keys begin, for example {@code sk_live_,sk_test_}. A secret that
   * begins otherwise is refused without a read of the store.
   */
  Optional<List<String>> importedPrefixes();

  /**
   * Whether secrets of the form of a random UUID (version 4, lower case) are accepted: the API
   * tokens that {@code import dynamodb} takes over. Otherwise they are refused without a read of
   * the store.
   */
  @WithDefault("false")
  boolean importedUuids();
}
