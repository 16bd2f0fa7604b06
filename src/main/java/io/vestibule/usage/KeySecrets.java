package io.vestibule.usage;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads presented secrets of API keys: those of this service, which have a checksum, and imported
 * ones, which have a configured prefix or, if configured, the form of a random UUID. Others are
 * refused without a read of the store.
 */
@ApplicationScoped
public class KeySecrets {
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.-]{2,32}");
  private static final Pattern SECRET = Pattern.compile("[!-~]{16,200}");

  /** RFC 9562, section 5.4: 122 random bits. Other versions can be guessed. */
  private static final Pattern RANDOM_UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private static final List<String> OWN = List.of("vst_", "vss_");

  private final List<String> prefixes;
  private final boolean uuids;

  KeySecrets(ApiKeysConfig config) {
    this.uuids = config.importedUuids();
    this.prefixes = List.copyOf(config.importedPrefixes().orElse(List.of()));
    if (!prefixes.stream().allMatch(KeySecrets::isPrefix)) {
      throw new IllegalStateException(
          "vestibule.api-keys.imported-prefixes: a prefix is 2 to 32 letters, digits and . _ -, and"
              + " not one of this service");
    }
  }

  /** Creates the bean at startup: an invalid prefix prevents the start. */
  void onStart(@Observes StartupEvent start) {}

  /** The secret, if it has the form of one. */
  public Optional<ApiToken> read(String presented) {
    return isImported(presented)
        ? Optional.of(ApiToken.imported(presented))
        : ApiToken.parse(presented);
  }

  /** Whether random UUIDs are secrets. */
  public boolean acceptsUuids() {
    return uuids;
  }

  private boolean isImported(String presented) {
    return (prefixes.stream().anyMatch(presented::startsWith)
            && SECRET.matcher(presented).matches())
        || (uuids && RANDOM_UUID.matcher(presented).matches());
  }

  private static boolean isPrefix(String prefix) {
    return PREFIX.matcher(prefix).matches()
        && OWN.stream().noneMatch(own -> own.startsWith(prefix) || prefix.startsWith(own));
  }
}
