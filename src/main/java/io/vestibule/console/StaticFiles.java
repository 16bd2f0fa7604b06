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
 * The files under {@code META-INF/resources}. They are cached in memory, about 200 KB. Dev mode
 * reads them on every request, so that a change is visible at the next reload.
 */
@ApplicationScoped
class StaticFiles {
  private static final String ROOT = "META-INF/resources";

  private final Vertx vertx;
  private final boolean caching = LaunchMode.current() != LaunchMode.DEVELOPMENT;

  /** Only existing files are cached, so requests for other names cannot fill the map. */
  private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

  StaticFiles(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * @param path the path below the root with a leading slash and without {@code ..} segments
   */
  Future<Optional<StaticFile>> find(String path) {
    StaticFile cached = files.get(path);
    return cached != null
        ? Future.succeededFuture(Optional.of(cached))
        : vertx.executeBlocking(() -> read(path), false);
  }

  /** As {@link #find}, but blocking. */
  Optional<StaticFile> read(String path) throws IOException {
    ClassLoader classes = Thread.currentThread().getContextClassLoader();
    try (InputStream stream = classes.getResourceAsStream(ROOT + path)) {
      if (stream == null) {
        return Optional.empty();
      }
      StaticFile file = StaticFile.of(path, content(path, stream.readAllBytes()));
      if (caching) {
        files.put(path, file);
      }
      return Optional.of(file);
    }
  }

  /** The files under {@code /vestibule} keep their comments: programs of users import them. */
  private static byte[] content(String path, byte[] bytes) {
    return path.startsWith("/console/") && path.endsWith(".js")
        ? SourceComments.strip(bytes)
        : bytes;
  }
}
