package io.vestibule.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * The packaged service, jar or binary, as a separate process. It inherits nothing from the
 * environment except the given variables: no HOME, no AWS variables.
 */
public final class Program {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<String> command;
  private final Map<String, String> environment;

  private Program(List<String> command, Map<String, String> environment) {
    this.command = command;
    this.environment = environment;
  }

  /** The artifact of the last build. */
  public static Program packaged(Map<String, String> environment) {
    return packaged(List.of(), environment);
  }

  /** The artifact of the last build with system properties ({@code -D…}) and this environment. */
  static Program packaged(List<String> properties) {
    return packaged(properties, System.getenv());
  }

  private static Program packaged(List<String> properties, Map<String, String> environment) {
    Path target = target();
    Properties artifact = new Properties();
    try (InputStream written =
        Files.newInputStream(target.resolve("quarkus-artifact.properties"))) {
      artifact.load(written);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
    String path = target.resolve(artifact.getProperty("path")).toString();
    List<String> command = new ArrayList<>();
    if ("native".equals(artifact.getProperty("type"))) {
      command.add(path);
      command.addAll(properties);
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(properties);
      command.add("-jar");
      command.add(path);
    }
    return new Program(command, environment);
  }

  /** The build directory of the tested artifact; Quarkus' launcher reads the same property. */
  static Path target() {
    return Path.of(System.getProperty("build.output.directory", "target")).toAbsolutePath();
  }

  /**
   * The log file of an external system. It can contain user names, so it is in a folder that the
   * log scan does not read.
   */
  static File foreignLog(String name) {
    try {
      return Files.createDirectories(target().resolve("heavy/logs")).resolve(name).toFile();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Runs the program and waits until it ends. */
  public Ended run(String... arguments) {
    try {
      Path out = scratch("out");
      Path err = scratch("err");
      Process process =
          builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end: " + Files.readString(out) + Files.readString(err));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Starts the program in the background; stdout and stderr go to {@code log}. */
  public Process start(Path log, String... arguments) {
    try {
      return builder(arguments).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A temporary file that is deleted when the tests end. */
  static Path scratch(String suffix) throws IOException {
    Path file = Files.createTempFile("vestibule", "." + suffix);
    file.toFile().deleteOnExit();
    return file;
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  /** Exit code and output of a run. */
  public record Ended(int exitCode, String out, String err) {}

  /** The content of a log file that is still being written. */
  public static String read(Path log) {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
