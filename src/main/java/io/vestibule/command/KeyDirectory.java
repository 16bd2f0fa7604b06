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

/** Keys as files that only their owner can read, for deployments without Kubernetes. */
final class KeyDirectory {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private KeyDirectory() {}

  /** Whether one of the files exists; they are never overwritten. */
  static boolean isInUse(Path folder) {
    return KubernetesSecret.FILES.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  static void write(Path folder, GeneratedKeys keys) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> file : KubernetesSecret.files(keys).entrySet()) {
        Path path = Files.createFile(folder.resolve(file.getKey()), OWNER_ONLY);
        Files.writeString(path, file.getValue(), StandardCharsets.US_ASCII);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
