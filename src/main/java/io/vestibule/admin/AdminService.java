package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountService;
import io.vestibule.account.EmailAddress;
import io.vestibule.account.Role;
import io.vestibule.account.SignedIn;
import io.vestibule.account.Standing;
import io.vestibule.account.StandingService;
import io.vestibule.account.Status;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.session.SessionService;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * What administrators may do. The role in a token is as old as the token, so every call asks the
 * account: who was demoted a moment ago does nothing more.
 */
@ApplicationScoped
class AdminService {
  private static final int LONGEST_ID = 255;

  private final AccountService accounts;
  private final StandingService standing;
  private final SessionService sessions;
  private final AuditTrail trail;

  AdminService(
      AccountService accounts,
      StandingService standing,
      SessionService sessions,
      AuditTrail trail) {
    this.accounts = accounts;
    this.standing = standing;
    this.sessions = sessions;
    this.trail = trail;
  }

  /** The account of that address, or none. */
  Uni<List<Account>> findByEmail(Caller admin, EmailAddress email) {
    return admitted(admin)
        .chain(() -> accounts.findByEmail(email))
        .map(found -> found.stream().toList());
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<Account> find(Caller admin, String userId) {
    return admitted(admin)
        .invoke(() -> refuseEndless(userId))
        .chain(() -> accounts.find(userId))
        .map(SignedIn::account);
  }

  /**
   * @throws ApiException {@link ErrorCode#OWN_ACCOUNT} where administrators would shut themselves
   *     out, else as {@link StandingService#change}
   */
  Uni<Account> change(Caller admin, String userId, Standing wanted) {
    return admitted(admin)
        .invoke(() -> refuseEndless(userId))
        .invoke(() -> refuseOwn(admin, userId, wanted))
        .chain(() -> standing.change(userId, wanted, admin.userId()));
  }

  /** Signs a user out everywhere. */
  Uni<Void> endSessions(Caller admin, String userId) {
    return find(admin, userId)
        .chain(() -> sessions.endAll(userId))
        .invoke(
            () ->
                trail.record(
                    SecurityEvent.done(SecurityAct.SESSIONS_END, userId).by(admin.userId())));
  }

  private Uni<Void> admitted(Caller admin) {
    return accounts
        .find(admin.userId())
        .map(SignedIn::account)
        .invoke(
            account -> {
              if (account.role() != Role.ADMIN || account.status() != Status.ACTIVE) {
                throw ApiException.of(ErrorCode.FORBIDDEN);
              }
            })
        .replaceWithVoid();
  }

  /** DynamoDB refuses to look up ids that are much longer than any there is. */
  private static void refuseEndless(String userId) {
    if (userId.length() > LONGEST_ID) {
      throw ApiException.of(ErrorCode.USER_NOT_FOUND);
    }
  }

  private static void refuseOwn(Caller admin, String userId, Standing wanted) {
    boolean demotes = wanted.role().filter(role -> role != Role.ADMIN).isPresent();
    boolean suspends = wanted.status().filter(status -> status != Status.ACTIVE).isPresent();
    if (userId.equals(admin.userId()) && (demotes || suspends)) {
      throw ApiException.of(ErrorCode.OWN_ACCOUNT);
    }
  }
}
