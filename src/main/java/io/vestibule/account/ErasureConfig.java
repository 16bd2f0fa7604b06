package io.vestibule.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Erasure of accounts. */
@ConfigMapping(prefix = "vestibule.erasure")
public interface ErasureConfig {
  /** How often this server looks for erasures to go on with. */
  @WithDefault("1M")
  Duration resumeEvery();

  /**
   * How long after an account is gone everything is gone through once more: for rows that an index
   * did not show yet, and for what a request wrote that was already under way on another server.
   */
  @WithDefault("2M")
  Duration secondPassAfter();

  /** Longest an erasure keeps its caller waiting; it goes on without them. */
  @WithDefault("20S")
  Duration patience();
}
