package io.vestibule.console;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vestibule.runtime.Digests;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The page with addresses that contain a hash of its scripts and its style: {@code
 * /console/<version>/app.js}. Scripts name each other relative to themselves, so all of them are
 * below that address, and a browser may keep them for ever. Dev mode has no version: its files
 * change.
 */
@ApplicationScoped
class VersionedPage {
  static final String INDEX = "/console/index.html";

  private static final int VERSION_LENGTH = 16;
  private static final Pattern IN_PAGE = Pattern.compile("\"/console/([\\w-]+\\.(?:js|css))\"");
  private static final Pattern IN_SCRIPT = Pattern.compile("'\\./([\\w-]+\\.js)'");

  /**
   * The page as it is sent.
   *
   * @param version the one in its addresses; empty in dev mode
   * @param files the paths, without the version, of the files that the version is a hash of
   */
  record Page(StaticFile file, Optional<String> version, Set<String> files) {
    /** Whether the content at that version never changes. */
    boolean isFixed(String of, String path) {
      return version.filter(of::equals).isPresent() && files.contains(path);
    }
  }

  private final StaticFiles files;
  private final Vertx vertx;
  private final boolean versioned = LaunchMode.current() != LaunchMode.DEVELOPMENT;
  private volatile Page page;

  VersionedPage(StaticFiles files, Vertx vertx) {
    this.files = files;
    this.vertx = vertx;
  }

  Future<Page> find() {
    Page known = page;
    return known != null ? Future.succeededFuture(known) : vertx.executeBlocking(this::read, false);
  }

  private Page read() throws IOException {
    StaticFile index = files.read(INDEX).orElseThrow();
    if (!versioned) {
      return new Page(index, Optional.empty(), Set.of());
    }
    String html = index.plain().toString(StandardCharsets.UTF_8);
    Map<String, String> hashes = hashes(html);
    String version = version(hashes);
    String rewritten = IN_PAGE.matcher(html).replaceAll("\"/console/" + version + "/$1\"");
    page =
        new Page(
            StaticFile.of(INDEX, rewritten.getBytes(StandardCharsets.UTF_8)),
            Optional.of(version),
            Set.copyOf(hashes.keySet()));
    return page;
  }

  /** The hashes of the files that the page names, and of those that they name, by path. */
  private Map<String, String> hashes(String html) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(names(IN_PAGE, html));
    while (!open.isEmpty()) {
      String path = "/console/" + open.remove();
      if (hashes.containsKey(path)) {
        continue;
      }
      Optional<StaticFile> file = files.read(path);
      hashes.put(path, file.map(StaticFile::hash).orElse(""));
      file.map(found -> found.plain().toString(StandardCharsets.UTF_8))
          .ifPresent(script -> open.addAll(names(IN_SCRIPT, script)));
    }
    return hashes;
  }

  private static String version(Map<String, String> hashes) {
    return Digests.sha256Hex(hashes.toString()).substring(0, VERSION_LENGTH);
  }

  private static List<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }
}
