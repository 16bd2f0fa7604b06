package io.vestibule.devstores.deployment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Drains what a child process prints, and keeps the last lines for an error message. */
final class ChildOutput {

  private static final int KEPT_LINES = 30;

  private final String awaited;
  private final Deque<String> tail = new ArrayDeque<>();
  private final Thread reader;
  private volatile boolean seen;

  ChildOutput(BufferedReader output, String awaited) {
    this.awaited = awaited;
    this.reader = new Thread(() -> drain(output), "dev-store-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Whether the child has printed the awaited line. */
  boolean seen() {
    return seen;
  }

  /** The last lines. Call it after the child's end to have them all. */
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
      // the pipe broke: the child is gone, and whoever waits for it will see that
    }
  }

  private void keep(String line) {
    if (line.equals(awaited)) {
      seen = true;
    }
    synchronized (tail) {
      if (tail.size() == KEPT_LINES) {
        tail.removeFirst();
      }
      tail.addLast(line);
    }
  }
}
