package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.servicekey.NewServiceKey;
import io.vestibule.servicekey.ServiceKey;
import io.vestibule.servicekey.ServiceKeyChange;
import io.vestibule.servicekey.ServiceKeyWithSecret;
import io.vestibule.servicekey.ServiceKeys;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Service keys, for administrators. What gives access to all accounts needs a recent proof of the
 * administrator's identity; taking access away does not.
 */
@ApplicationScoped
class ServiceKeyAdminService {
  private final AdminService admins;
  private final FreshAuthentication fresh;
  private final ServiceKeys keys;

  ServiceKeyAdminService(AdminService admins, FreshAuthentication fresh, ServiceKeys keys) {
    this.admins = admins;
    this.fresh = fresh;
    this.keys = keys;
  }

  Uni<ServiceKeys.Page> page(Caller admin, int limit, Optional<String> cursor) {
    return admins.requireAdmin(admin).chain(() -> keys.page(limit, cursor));
  }

  Uni<ServiceKey> find(Caller admin, String id) {
    return admins.requireAdmin(admin).chain(() -> keys.find(id));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}; otherwise as {@link
   *     ServiceKeys#create}
   */
  Uni<ServiceKeyWithSecret> create(
      Caller admin, NewServiceKey wanted, Optional<String> idempotencyKey) {
    return admins
        .requireAdmin(admin)
        .invoke(() -> fresh.require(admin))
        .chain(() -> keys.create(wanted, admin.userId(), idempotencyKey));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED} unless the key is only
   *     disabled; otherwise as {@link ServiceKeys#change}
   */
  Uni<ServiceKey> change(Caller admin, String id, ServiceKeyChange change) {
    return admins
        .requireAdmin(admin)
        .invoke(
            () -> {
              if (!change.onlyDisables()) {
                fresh.require(admin);
              }
            })
        .chain(() -> keys.change(id, change, admin.userId()));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}; otherwise as {@link
   *     ServiceKeys#rotate}
   */
  Uni<ServiceKeyWithSecret> rotate(
      Caller admin, String id, Duration overlap, Optional<String> idempotencyKey) {
    return admins
        .requireAdmin(admin)
        .invoke(() -> fresh.require(admin))
        .chain(() -> keys.rotate(id, overlap, admin.userId(), idempotencyKey));
  }

  Uni<Void> revoke(Caller admin, String id) {
    return admins.requireAdmin(admin).chain(() -> keys.revoke(id, admin.userId()));
  }
}
