package io.vestibule.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Sign-up. */
@ConfigMapping(prefix = "vestibule.sign-up")
public interface SignUpConfig {
  /**
   * Whether a new account must prove its e-mail address: {@code off}, {@code optional} (a mail is
   * sent, the account can be used at once) or {@code required} (login is refused until the address
   * is verified, and sign-up does not tell whether an address has an account). Without a mail
   * server {@code optional} acts as {@code off}, and the service does not start with {@code
   * required}.
   */
  @WithDefault("optional")
  VerificationMode verification();
}
