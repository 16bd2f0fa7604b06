package io.vestibule.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.vestibule.runtime.LimitedNumber.Positive;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Events for other applications, sent to the endpoints that administrators configure. */
@ConfigMapping(prefix = "vestibule.webhooks")
public interface WebhooksConfig {
  /** The {@code source} of the events: a URI that names this installation. */
  @WithDefault("urn:vestibule")
  String source();

  /** Whether endpoints may use {@code http}. For development only. */
  @WithDefault("false")
  boolean allowHttp();

  /**
   * Networks (addresses or CIDR blocks, separated by commas) to which events are sent although they
   * are not public, for example {@code 10.20.0.0/16}.
   */
  Optional<List<String>> allowedNetworks();

  /** Longest time of one attempt, from the look-up of the name to the status of the answer. */
  @WithDefault("10S")
  Duration timeout();

  /** Requests to one endpoint that this server has under way at the same time. */
  @WithDefault("4")
  @WithConverter(Positive.class)
  int concurrency();

  /** How long the delivery log keeps an entry. */
  @WithDefault("30D")
  Duration retention();
}
