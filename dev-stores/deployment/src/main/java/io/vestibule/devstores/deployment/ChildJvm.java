package io.vestibule.devstores.deployment;

import io.vestibule.devstores.child.Launcher;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A JVM that exits when its standard input closes: on {@link #stop}, or when this process ends. */
final class ChildJvm {

  private static final long STOP_SECONDS = 4;

  private final Process process;
  private final ChildOutput output;

  private ChildJvm(Process process, ChildOutput output) {
    this.process = process;
    this.output = output;
  }

  /**
   * @param folder working directory; locked against a second process, and deleted by the child on
   *     exit unless it is kept
   * @param log receives the lines that the child wants to be logged
   */
  static ChildJvm start(
      Server server,
      List<Path> classPath,
      DataFolder folder,
      List<String> arguments,
      Consumer<String> log)
      throws IOException {
    Files.createDirectories(folder.path());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Small and quick to start.
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx" + server.heap() + "m"));
    command.addAll(
        List.of(
            "-cp",
            classPath.stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator))));
    command.addAll(
        List.of(
            Launcher.class.getName(),
            folder.kept() ? Launcher.KEEP : Launcher.DELETE,
            server.mainClass()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.path().toFile()).redirectErrorStream(true);
    // Options for the parent, such as a debugger's port, would break the child.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    return new ChildJvm(process, new ChildOutput(process.inputReader(), log));
  }

  boolean alive() {
    return process.isAlive();
  }

  boolean ready() {
    return output.ready();
  }

  long pid() {
    return process.pid();
  }

  String outputTail() throws InterruptedException {
    return output.tail();
  }

  void stop() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException e) {
      // The pipe is closed already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
