package io.vestibule.login;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Sign-in with a code that is sent by mail, without a password. */
@ConfigMapping(prefix = "vestibule.sign-in-code")
public interface SignInCodeConfig {
  /**
   * Whether browsers can sign in with a code that is sent to the address of the account. Needs a
   * mail server. Recordings stay locked until the user enters the password.
   */
  @WithDefault("false")
  boolean enabled();
}
