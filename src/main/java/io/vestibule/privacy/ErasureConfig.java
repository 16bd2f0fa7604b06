package io.vestibule.privacy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Erasure of accounts. */
@ConfigMapping(prefix = "vestibule.erasure")
public interface ErasureConfig {
  /** Interval at which this server looks for erasures to resume. */
  @WithDefault("1M")
  Duration resumeEvery();

  /**
   * Delay after the removal of an account until its data is erased once more. This second pass
   * finds rows that an index did not show yet, and rows that a concurrent request wrote. It never
   * runs before the longest lifetime of an upload URL has passed.
   */
  @WithDefault("2M")
  Duration secondPassAfter();

  /**
   * Longest time that a request waits for its erasure. After it the response is 202, and the
   * erasure continues.
   */
  @WithDefault("20S")
  Duration patience();
}
