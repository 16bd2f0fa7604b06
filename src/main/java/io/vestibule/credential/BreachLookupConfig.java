package io.vestibule.credential;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Look-up of new passwords in a list of breached passwords, by k-anonymity: only the first 5 hex
 * digits of the password's SHA-1 leave this service.
 */
@ConfigMapping(prefix = "vestibule.passwords.breach-lookup")
public interface BreachLookupConfig {
  /**
   * Address of a service with the range interface of Have I Been Pwned, for example {@code
   * https://api.pwnedpasswords.com/range/}; the 5 hex digits are appended. Not set: no look-up.
   */
  Optional<URI> url();

  /**
   * Longest wait for the response. After it, and after any failure, the password is accepted and
   * counted in the metric {@code vestibule.password.lookup.failures}.
   */
  @WithDefault("1S")
  Duration timeout();
}
