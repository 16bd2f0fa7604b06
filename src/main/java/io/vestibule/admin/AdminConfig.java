package io.vestibule.admin;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Who administers the service. */
@ConfigMapping(prefix = "vestibule.admin")
public interface AdminConfig {
  /**
   * User ids that are given the role {@code admin} whenever the service starts: the first
   * administrator, where nobody can run {@code vestibule user set-role}. Ids and not e-mail
   * addresses, for anybody can sign up with an address that is not verified. Environment: {@code
   * VESTIBULE_ADMIN_USER_IDS}, separated by commas.
   */
  Optional<List<String>> userIds();
}
