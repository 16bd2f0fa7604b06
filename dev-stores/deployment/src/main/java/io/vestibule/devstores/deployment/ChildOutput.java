package io.vestibule.devstores.deployment;

import io.vestibule.devstores.child.Launcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Reads the output of a child process, passes on the lines for the log, and keeps the last lines
 * for an error message.
 */
final class ChildOutput {

  private static final int KEPT_LINES = 30;

  private final Consumer<String> log;
  private final Deque<String> tail = new ArrayDeque<>();
  private final Thread reader;
  private volatile boolean ready;

  ChildOutput(BufferedReader output, Consumer<String> log) {
    this.log = log;
    this.reader = new Thread(() -> drain(output), "dev-store-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Whether the child has printed {@link Launcher#READY}. */
  boolean ready() {
    return ready;
  }

  /** The last lines; complete only after the child has exited. */
  String tail() throws InterruptedException {
    reader.join(500);
    synchronized (tail) {
      return String.join(System.lineSeparator(), tail);
    }
  }

  private void drain(BufferedReader output) {
    try (output) {
      output.lines().forEach(this::keep);
    } catch (IOException | UncheckedIOException e) {
      // The pipe is broken because the child has exited; the caller notices that by itself.
    }
  }

  private void keep(String line) {
    if (line.equals(Launcher.READY)) {
      ready = true;
    } else if (line.startsWith(Launcher.LOG)) {
      log.accept(line.substring(Launcher.LOG.length()));
    }
    synchronized (tail) {
      if (tail.size() == KEPT_LINES) {
        tail.removeFirst();
      }
      tail.addLast(line);
    }
  }
}
