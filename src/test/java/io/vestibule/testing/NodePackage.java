package io.vestibule.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Packages of npm that tests use, each in a folder of its own. */
public final class NodePackage {
  private static final int PATIENCE_MINUTES = 3;

  private NodePackage() {}

  /** Installs the package unless it is there; returns the folder with {@code node_modules}. */
  public static Path install(String name, String version) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Program.target().resolve("heavy/" + name));
    if (Files.exists(folder.resolve("node_modules/" + name + "/package.json"))) {
      return folder;
    }
    Process npm =
        new ProcessBuilder(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--prefix",
                folder.toString(),
                name + "@" + version)
            .redirectErrorStream(true)
            .redirectOutput(Program.foreignLog("npm-" + name + ".log"))
            .start();
    if (!npm.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
      throw new IOException("npm could not install " + name + ", see target/heavy/logs");
    }
    return folder;
  }
}
