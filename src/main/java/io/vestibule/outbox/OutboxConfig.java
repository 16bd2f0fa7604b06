package io.vestibule.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.vestibule.runtime.LimitedNumber.Positive;
import io.vestibule.runtime.LimitedNumber.UpToThousand;
import java.time.Duration;

/** Delivery of the messages that leave the service. */
@ConfigMapping(prefix = "vestibule.outbox")
public interface OutboxConfig {
  /**
   * Whether this process delivers messages. A process that does not deliver still writes them;
   * another replica delivers them.
   */
  @WithDefault("true")
  boolean enabled();

  /**
   * Interval at which this server looks for due messages, in a quarter of the table each time. A
   * message is first tried at once; this applies to retries and to messages of a server that
   * stopped.
   */
  @WithDefault("5S")
  Duration pollEvery();

  /** Attempts to deliver a message. After the last one it is dead, and kept for 30 days. */
  @WithDefault("16")
  @WithConverter(UpToThousand.class)
  int maxAttempts();

  /** Delay after the first failed attempt. Each further failure doubles it. */
  @WithDefault("5S")
  Duration firstDelay();

  /** Longest delay between two attempts. */
  @WithDefault("1H")
  Duration maxDelay();

  /** Longest time of one attempt. */
  @WithDefault("30S")
  Duration timeout();

  /**
   * How long a server has a message to itself. After it another server delivers the message. Must
   * be longer than {@code timeout}.
   */
  @WithDefault("2M")
  Duration lease();

  /** Number of messages that this server delivers at the same time: new ones, and retries. */
  @WithDefault("8")
  @WithConverter(UpToThousand.class)
  int concurrency();

  /** New messages that wait for their first attempt. Beyond it, messages wait for the next poll. */
  @WithDefault("1000")
  @WithConverter(Positive.class)
  int queue();
}
