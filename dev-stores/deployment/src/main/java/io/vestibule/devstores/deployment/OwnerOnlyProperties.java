package io.vestibule.devstores.deployment;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;

/** A properties file that only its owner can read, if the file system supports owners. */
final class OwnerOnlyProperties {

  private final Path file;
  private final Properties properties = new Properties();

  OwnerOnlyProperties(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  boolean contains(String name) {
    return properties.containsKey(name);
  }

  String get(String name) {
    return properties.getProperty(name);
  }

  void put(String name, String value) {
    properties.setProperty(name, value);
  }

  /** Adds the file's properties, if it exists. */
  void load() throws IOException {
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    }
  }

  /**
   * Writes a temporary file and renames it, so that the file is always complete and never readable
   * by others.
   */
  void store() throws IOException {
    Files.createDirectories(file.getParent());
    Path temporary =
        Files.createTempFile(
            file.getParent(), file.getFileName().toString(), null, ownerOnly(file));
    try (Writer writer = Files.newBufferedWriter(temporary)) {
      properties.store(writer, "Written by vestibule-dev-stores, for development only");
    }
    Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
  }
}
