package io.vestibule.devstores.deployment;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the stores and keys keep their files.
 *
 * @param path the folder, absolute, made when first needed
 * @param kept whether it stays when dev mode or the tests end
 */
record DataFolder(Path path, boolean kept) {

  /**
   * A folder that stays, by default relative to the top of the checkout that holds the build's
   * output.
   */
  static DataFolder kept(Path output, String folder) {
    return new DataFolder(checkout(output.toAbsolutePath()).resolve(folder), true);
  }

  /**
   * A folder in the build's output, so that {@code clean} sweeps up whatever a killed test run may
   * leave.
   */
  static DataFolder scratch(Path output) {
    return new DataFolder(output.toAbsolutePath().resolve("dev-stores"), false);
  }

  /**
   * The folder of one part.
   *
   * @param suffix tells its folder from that of other test runs, which may overlap; not used for
   *     what is kept
   */
  DataFolder part(String name, String suffix) {
    return new DataFolder(path.resolve(kept ? name : name + "-" + suffix), kept);
  }

  /** The folder marked by Maven as the top of a build. */
  private static Path checkout(Path output) {
    for (Path folder = output; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(".mvn"))) {
        return folder;
      }
    }
    return output;
  }
}
