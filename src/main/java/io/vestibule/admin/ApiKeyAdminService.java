package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.apikey.ApiKeyAdministration;
import io.vestibule.apikey.ApiKeyList;
import io.vestibule.apikey.ApiKeyView;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The API keys of a user, for administrators. To disable a key needs no recent proof of identity,
 * because it only takes access away and can be undone.
 */
@ApplicationScoped
class ApiKeyAdminService {
  private final AdminService admins;
  private final FreshAuthentication fresh;
  private final ApiKeyAdministration keys;

  ApiKeyAdminService(AdminService admins, FreshAuthentication fresh, ApiKeyAdministration keys) {
    this.admins = admins;
    this.fresh = fresh;
    this.keys = keys;
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<ApiKeyList> list(Caller admin, String userId) {
    return admins.find(admin, userId).chain(() -> keys.list(userId));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED} to enable it; otherwise as
   *     {@link ApiKeyAdministration#setEnabled}
   */
  Uni<ApiKeyView> setEnabled(Caller admin, String userId, String id, boolean enabled) {
    return admins
        .find(admin, userId)
        .invoke(
            () -> {
              if (enabled) {
                fresh.require(admin);
              }
            })
        .chain(() -> keys.setEnabled(userId, id, enabled, admin.userId()));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}; otherwise as {@link
   *     ApiKeyAdministration#delete}
   */
  Uni<Void> delete(Caller admin, String userId, String id) {
    return admins
        .find(admin, userId)
        .invoke(() -> fresh.require(admin))
        .chain(() -> keys.delete(userId, id, admin.userId()));
  }
}
