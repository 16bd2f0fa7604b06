package io.vestibule.devstores.deployment;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder for the files of stores and keys.
 *
 * @param path absolute; created on first use
 * @param kept whether it remains when dev mode or the tests end
 */
record DataFolder(Path path, boolean kept) {

  /**
   * A permanent folder. A relative path is resolved against the root of the checkout that contains
   * the build output.
   */
  static DataFolder kept(Path output, String folder) {
    return new DataFolder(checkoutRoot(output.toAbsolutePath()).resolve(folder), true);
  }

  /**
   * A temporary folder in the build output, so that {@code clean} removes what a killed test run
   * leaves.
   */
  static DataFolder temporary(Path output) {
    return new DataFolder(output.toAbsolutePath().resolve("dev-stores"), false);
  }

  /**
   * The subfolder of one store.
   *
   * @param suffix makes it unique among concurrent test runs; not used for permanent folders
   */
  DataFolder part(String name, String suffix) {
    return new DataFolder(path.resolve(kept ? name : name + "-" + suffix), kept);
  }

  /** The nearest parent with a {@code .mvn} folder: the root of the Maven build. */
  private static Path checkoutRoot(Path output) {
    for (Path folder = output; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(".mvn"))) {
        return folder;
      }
    }
    return output;
  }
}
