package io.vestibule.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** Second factors. */
@ConfigMapping(prefix = "vestibule.mfa")
public interface MfaConfig {
  /**
   * Roles whose routes require a session with a second factor or a passkey, separated by commas. An
   * account of such a role without a factor can use its own account only, in order to set one up.
   * {@code admin} in production; empty in dev mode and tests.
   */
  Optional<Set<String>> requiredRoles();

  /** The name of this service in authenticator apps. */
  @WithDefault("Vestibule")
  String issuerName();

  /** Whether the role requires a second factor. */
  default boolean isRequiredFor(String role) {
    return requiredRoles().filter(roles -> roles.contains(role)).isPresent();
  }
}
