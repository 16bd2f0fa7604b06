package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.factor.AccountFactors;
import io.vestibule.factor.FactorAdministration;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.session.SessionService;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/** What administrators do about the factors of a user. */
@ApplicationScoped
class FactorAdminService {
  /** A credential id has up to 1,023 bytes (WebAuthn); DynamoDB refuses longer keys. */
  private static final int MAX_FACTOR = 1_000;

  private final AdminService admin;
  private final FactorAdministration factors;
  private final SessionService sessions;
  private final FreshAuthentication fresh;

  FactorAdminService(
      AdminService admin,
      FactorAdministration factors,
      SessionService sessions,
      FreshAuthentication fresh) {
    this.admin = admin;
    this.factors = factors;
    this.sessions = sessions;
    this.fresh = fresh;
  }

  Uni<AccountFactors> describe(Caller caller, String userId) {
    return admin.find(caller, userId).chain(account -> factors.describe(userId));
  }

  /**
   * @throws ApiException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#USER_NOT_FOUND}, {@link
   *     ErrorCode#REAUTHENTICATION_REQUIRED}
   */
  Uni<Void> remove(Caller caller, String userId, String factor) {
    fresh.require(caller);
    if (factor.length() > MAX_FACTOR) {
      throw ApiException.of(ErrorCode.NOT_FOUND);
    }
    return admin
        .find(caller, userId)
        .chain(account -> factors.remove(account, factor, caller.userId()));
  }

  /**
   * Removes all factors and ends all sessions.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link
   *     ErrorCode#REAUTHENTICATION_REQUIRED}
   */
  Uni<Void> removeAll(Caller caller, String userId) {
    fresh.require(caller);
    return admin
        .find(caller, userId)
        .chain(account -> factors.removeAll(account, caller.userId()))
        .chain(() -> sessions.endAll(userId));
  }
}
