package io.vestibule.audio;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Links to recordings and how long each lives. */
@ConfigMapping(prefix = "vestibule.audio")
public interface AudioConfig {
  /**
   * The public address of this service, without a trailing slash: where links to decrypted
   * recordings lead. Unless set, the issuer of our tokens.
   */
  String publicUrl();

  /** How long the link to a decrypted recording is good. */
  @WithDefault("5M")
  Duration ticketLifetime();

  /** How long an upload may begin after its URL was made. */
  @WithDefault("15M")
  Duration uploadLifetime();

  /** How long the URL of a recording's ciphertext is good. */
  @WithDefault("15M")
  Duration downloadLifetime();
}
