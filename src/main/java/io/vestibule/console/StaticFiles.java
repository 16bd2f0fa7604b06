package io.vestibule.console;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files under {@code META-INF/resources}, read once and kept: some 200 KB. Dev mode reads them
 * anew each time, so that a change shows at the next reload.
 */
@ApplicationScoped
class StaticFiles {
  private static final String ROOT = "META-INF/resources";

  private final Vertx vertx;
  private final boolean kept = LaunchMode.current() != LaunchMode.DEVELOPMENT;

  /** Only files that are there are kept, so what strangers ask for does not fill it. */
  private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

  StaticFiles(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * @param path below the root, with its leading slash and without {@code ..} segments
   */
  Future<Optional<StaticFile>> find(String path) {
    StaticFile known = files.get(path);
    return known != null
        ? Future.succeededFuture(Optional.of(known))
        : vertx.executeBlocking(() -> read(path), false);
  }

  private Optional<StaticFile> read(String path) throws IOException {
    ClassLoader classes = Thread.currentThread().getContextClassLoader();
    try (InputStream stream = classes.getResourceAsStream(ROOT + path)) {
      if (stream == null) {
        return Optional.empty();
      }
      StaticFile file = StaticFile.of(path, stream.readAllBytes());
      if (kept) {
        files.put(path, file);
      }
      return Optional.of(file);
    }
  }
}
