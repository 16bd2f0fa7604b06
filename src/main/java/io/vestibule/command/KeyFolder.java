package io.vestibule.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** Keys as files that only their owner may read: for machines without Kubernetes. */
final class KeyFolder {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private KeyFolder() {}

  /** Whether one of the files is there; they are never overwritten. */
  static boolean isInUse(Path folder) {
    return KeysSecret.FILES.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  static void write(Path folder, FreshKeys keys) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> file : KeysSecret.files(keys).entrySet()) {
        Path path = Files.createFile(folder.resolve(file.getKey()), OWNER_ONLY);
        Files.writeString(path, file.getValue(), StandardCharsets.US_ASCII);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
