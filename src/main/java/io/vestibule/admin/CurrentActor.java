package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyCaller;
import jakarta.enterprise.context.ApplicationScoped;

/** Who calls a route that administrators and back ends share. */
@ApplicationScoped
class CurrentActor {
  private final CurrentCaller caller;
  private final AdminService admins;

  CurrentActor(CurrentCaller caller, AdminService admins) {
    this.caller = caller;
    this.admins = admins;
  }

  /**
   * The actor of the audit trail: a service key, whose scope the route has checked, or an
   * administrator.
   *
   * @throws ApiException {@link ErrorCode#FORBIDDEN} for a former administrator
   */
  Uni<String> require() {
    return caller
        .serviceKey()
        .map(ServiceKeyCaller::actor)
        .map(actor -> Uni.createFrom().item(actor))
        .orElseGet(() -> admins.requireAdmin(caller.get()).replaceWith(caller.userId()));
  }
}
