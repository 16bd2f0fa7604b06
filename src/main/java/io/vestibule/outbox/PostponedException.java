package io.vestibule.outbox;

import java.time.Duration;

/** There was no attempt; the message is due again after the delay, with as many attempts left. */
public final class PostponedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration delay;

  public PostponedException(Duration delay) {
    super("postponed", null, false, false);
    this.delay = delay;
  }

  public Duration delay() {
    return delay;
  }
}
