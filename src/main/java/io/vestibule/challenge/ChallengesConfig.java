package io.vestibule.challenge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the links and codes in mails are valid. A code allows five attempts. */
@ConfigMapping(prefix = "vestibule.challenges")
public interface ChallengesConfig {
  /** How long a link in a mail is valid. */
  @WithDefault("1H")
  Duration linkLifetime();

  /** How long a code in a mail is valid. */
  @WithDefault("10M")
  Duration codeLifetime();

  /** How long the former address can undo a change of the address. */
  @WithDefault("7D")
  Duration revertLifetime();

  /** How long the link in an invitation is valid. */
  @WithDefault("7D")
  Duration invitationLifetime();
}
