package io.vestibule.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The account console, the page that the service serves at {@code /}. */
@ConfigMapping(prefix = "vestibule.console")
public interface ConsoleConfig {
  /** Whether the console is served. If not, {@code /} and {@code /console/*} answer 404. */
  @WithDefault("true")
  boolean enabled();

  /**
   * Additional origins for the page's {@code connect-src} policy. The origin of presigned URLs is
   * always included.
   */
  Optional<List<String>> connectSources();

  /**
   * Address of a page that shows the mails that the service has sent, for development and test
   * systems whose mail server catches all mails. The console links to it. Dev mode and tests set it
   * to the page of their embedded mail server.
   */
  Optional<URI> mailCatcherUrl();
}
