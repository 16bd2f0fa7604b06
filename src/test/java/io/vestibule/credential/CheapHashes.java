package io.vestibule.credential;

import java.time.Duration;
import java.util.OptionalInt;

/** The lowest cost, so that thousands of derivations take seconds. */
final class CheapHashes implements PasswordConfig {
  @Override
  public int memoryKib() {
    return 8;
  }

  @Override
  public int iterations() {
    return 1;
  }

  @Override
  public int parallelism() {
    return 1;
  }

  @Override
  public int minLength() {
    return 8;
  }

  @Override
  public OptionalInt threads() {
    return OptionalInt.of(1);
  }

  @Override
  public int queue() {
    return 8;
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(30);
  }
}
