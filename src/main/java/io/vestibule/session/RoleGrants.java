package io.vestibule.session;

import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vestibule.web.Authentication;
import io.vestibule.web.ProblemMapper;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives an identity its role, unless the role requires a second factor that was not proven. */
@ApplicationScoped
public class RoleGrants {
  private final MfaConfig config;

  RoleGrants(MfaConfig config) {
    this.config = config;
  }

  /** Adds the role, or the reason why it is missing. */
  public QuarkusSecurityIdentity.Builder grant(
      QuarkusSecurityIdentity.Builder identity, String role, Authentication authentication) {
    return config.isRequiredFor(role) && !authentication.isStrong()
        ? identity.addAttribute(ProblemMapper.WITHHELD_ROLE, true)
        : identity.addRole(role);
  }
}
