package io.vestibule.devstores.child;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * First class of a store's own JVM: locks the working directory, calls the store's {@code main},
 * says so, and ends the JVM when standard input closes. The parent never writes to that pipe. The
 * kernel closes it when the parent is gone, whatever killed it, so no store outlives its dev mode.
 *
 * <p>Arguments: {@link #KEEP} or {@link #DELETE} the working directory at the end, main class,
 * arguments of that class. Uses nothing but the JDK, since the store's class path has nothing of
 * Quarkus.
 */
public final class Launcher {

  /** Line on standard output that says the store's {@code main} has returned with the server up. */
  public static final String READY = "vestibule-dev-stores: ready";

  public static final String KEEP = "keep";
  public static final String DELETE = "delete";

  private static final int LOCK_ATTEMPTS = 30;
  private static final long PAUSE_MILLIS = 100;
  private static final long SHUTDOWN_MILLIS = 2_000;

  /** A field, because a channel that is garbage is closed, and a closed channel unlocks. */
  private static FileChannel lock;

  private Launcher() {}

  public static void main(String[] args) throws Exception {
    daemon("stdin-watch", () -> exitAtEndOf(System.in));
    Path folder = Path.of("").toAbsolutePath();
    lock(folder.resolve("lock"));
    if (args[0].equals(DELETE)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder.toFile())));
    }
    String[] rest = Arrays.copyOfRange(args, 2, args.length);
    try {
      Class.forName(args[1]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (ReflectiveOperationException e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.out.println(READY);
  }

  /** Waits a little: a store that has just lost its parent may still be closing its files. */
  private static void lock(Path file) throws IOException, InterruptedException {
    lock = new RandomAccessFile(file.toFile(), "rw").getChannel();
    for (int attempt = 0; lock.tryLock() == null; attempt++) {
      if (attempt == LOCK_ATTEMPTS) {
        System.err.println("Another process, perhaps a second dev mode, uses " + file.getParent());
        System.exit(1);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static void exitAtEndOf(InputStream in) {
    try {
      while (in.read() >= 0) {
        // nothing is ever sent
      }
    } catch (IOException e) {
      // a broken pipe is an end too
    }
    // A shutdown hook that hangs must not keep an orphan alive.
    daemon(
        "halt",
        () -> {
          try {
            Thread.sleep(SHUTDOWN_MILLIS);
          } catch (InterruptedException e) {
            // halt at once
          }
          Runtime.getRuntime().halt(1);
        });
    System.exit(0);
  }

  private static void delete(File file) {
    File[] children = file.listFiles();
    if (children != null) {
      for (File child : children) {
        delete(child);
      }
    }
    file.delete();
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
