package io.vestibule.devstores.child;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The main class of a store's JVM. It locks the working directory, calls the store's {@code main},
 * prints {@link #READY}, and exits when standard input closes. The parent never writes to that
 * pipe. The kernel closes it when the parent ends for any reason, so no store outlives dev mode.
 *
 * <p>Arguments: {@link #KEEP} or {@link #DELETE} for the working directory on exit, main class,
 * arguments of that class. Depends only on the JDK, because Quarkus is not on the store's class
 * path.
 */
public final class Launcher {

  /**
   * The line on standard output after the store's {@code main} has returned and the server runs.
   */
  public static final String READY = "vestibule-dev-stores: ready";

  /** Begins a line on standard output that dev mode logs. */
  public static final String LOG = "vestibule-dev-stores: log ";

  public static final String KEEP = "keep";
  public static final String DELETE = "delete";

  private static final int LOCK_ATTEMPTS = 30;
  private static final long PAUSE_MILLIS = 100;
  private static final long SHUTDOWN_MILLIS = 2_000;

  /** A field, because a garbage-collected channel is closed, which releases the lock. */
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

  /** Retries: a store that has just lost its parent may still be closing its files. */
  private static void lock(Path file) throws IOException, InterruptedException {
    lock = new RandomAccessFile(file.toFile(), "rw").getChannel();
    for (int attempt = 0; lock.tryLock() == null; attempt++) {
      if (attempt == LOCK_ATTEMPTS) {
        System.err.println("Another process, perhaps another dev mode, uses " + file.getParent());
        System.exit(1);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static void exitAtEndOf(InputStream in) {
    try {
      while (in.read() >= 0) {
        // Nothing is ever sent.
      }
    } catch (IOException e) {
      // A broken pipe is the end, too.
    }
    // A shutdown hook that hangs must not keep an orphaned process alive.
    daemon(
        "halt",
        () -> {
          try {
            Thread.sleep(SHUTDOWN_MILLIS);
          } catch (InterruptedException e) {
            // Halt at once.
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
