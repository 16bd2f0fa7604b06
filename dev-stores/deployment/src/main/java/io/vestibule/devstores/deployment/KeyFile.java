package io.vestibule.devstores.deployment;

import io.quarkus.deployment.builditem.Startable;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The generated secrets, in a file that only its owner can read. The service receives the file's
 * name instead of the secrets, because Quarkus shows the configuration of dev services: in the Dev
 * UI, and in the command line of a packaged service under test, which it logs. Other configuration
 * takes precedence over the file.
 */
final class KeyFile implements Startable {

  private static final String LOCATIONS = "quarkus.config.locations";

  private final DataFolder folder;
  private final OwnerOnlyProperties file;

  KeyFile(DataFolder folder) {
    this.folder = folder;
    this.file = new OwnerOnlyProperties(folder.path().toAbsolutePath().resolve("keys.properties"));
  }

  static Map<String, Function<KeyFile, String>> config() {
    if (!ConfigUtils.isPropertyNonEmpty(LOCATIONS)) {
      return Map.of(LOCATIONS, KeyFile::getConnectionInfo);
    }
    // The developer's own quarkus.config.locations would replace this one.
    return Stream.of(DevKey.values())
        .map(DevKey::property)
        .collect(Collectors.toMap(Function.identity(), key -> keyFile -> keyFile.file.get(key)));
  }

  /** Generates the keys that the file does not contain. */
  @Override
  public void start() {
    try {
      file.load();
      SecureRandom random = new SecureRandom();
      for (DevKey key : DevKey.values()) {
        if (!file.contains(key.property())) {
          file.put(key.property(), key.generate(random));
        }
      }
      file.store();
      if (!folder.kept()) {
        folder.path().toFile().deleteOnExit();
        file.path().toFile().deleteOnExit();
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "Development keys could not be written to " + folder.path(), e);
    }
  }

  @Override
  public String getConnectionInfo() {
    return file.path().toUri().toString();
  }

  /** There is no container. */
  @Override
  public String getContainerId() {
    return null;
  }

  /**
   * There is no process. The file of a test run stays for the next test profile until the JVM ends.
   */
  @Override
  public void close() {}
}
