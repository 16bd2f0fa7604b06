package io.vestibule.admin;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The administrators of the service. */
@ConfigMapping(prefix = "vestibule.admin")
public interface AdminConfig {
  /**
   * User ids that get the role {@code admin} at each start of the service, for deployments in which
   * {@code vestibule user set-role} cannot be run. Ids and not e-mail addresses, because anybody
   * can sign up with an unverified address. Environment: {@code VESTIBULE_ADMIN_USER_IDS},
   * separated by commas.
   */
  Optional<List<String>> userIds();
}
