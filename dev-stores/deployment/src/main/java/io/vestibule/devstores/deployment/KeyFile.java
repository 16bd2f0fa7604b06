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
 * The generated secrets, in a file that only its owner may read. The service is told the file's
 * name rather than the secrets, because Quarkus shows what a dev service supplies: in the Dev UI,
 * and in the command line with which it starts and prints a packaged service under test. What is
 * configured otherwise wins over the file.
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
    // The developer's own locations would hide ours.
    return Stream.of(DevKey.values())
        .map(DevKey::property)
        .collect(Collectors.toMap(Function.identity(), key -> keyFile -> keyFile.file.get(key)));
  }

  /** Makes the keys that the file doesn't hold yet. */
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
      throw new IllegalStateException("Dev keys could not be written to " + folder.path(), e);
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

  /** Nothing runs. The file of a test run stays for the next test profile, until the JVM ends. */
  @Override
  public void close() {}
}
