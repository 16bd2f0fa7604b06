package io.vestibule.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The account console, the page that the service serves at {@code /}. */
@ConfigMapping(prefix = "vestibule.console")
public interface ConsoleConfig {
  /** Whether the console is served. Off, {@code /} and {@code /console/*} are unknown paths. */
  @WithDefault("true")
  boolean enabled();

  /**
   * Further origins that the page may fetch from and upload to. The store of recordings, as
   * presigned URLs name it, is always one of them.
   */
  Optional<List<String>> connectSources();
}
