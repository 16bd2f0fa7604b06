package io.vestibule.federation;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.ForeignLogin;
import io.vestibule.account.ForeignLogins;
import io.vestibule.account.ForeignLogins.Identity;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ForeignIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which sign-ins open the caller's account. Another one is added only by a token that proves it,
 * never by an equal e-mail address (docs/decisions/0051).
 */
@ApplicationScoped
class IdentityService {
  private final FederationService federation;
  private final ForeignAccounts accounts;
  private final ForeignLogins logins;
  private final Issuers issuers;
  private final AuditTrail trail;

  IdentityService(
      FederationService federation,
      ForeignAccounts accounts,
      ForeignLogins logins,
      Issuers issuers,
      AuditTrail trail) {
    this.federation = federation;
    this.accounts = accounts;
    this.logins = logins;
    this.issuers = issuers;
    this.trail = trail;
  }

  Uni<IdentityList> list(Caller caller) {
    Optional<ForeignLogin> current = caller.foreign().map(ForeignAccounts::loginOf);
    return Uni.combine()
        .all()
        .unis(logins.passwordEmail(caller.userId()), logins.list(caller.userId()))
        .asTuple()
        .map(
            ways -> {
              List<IdentityView> views = new ArrayList<>();
              ways.getItem1()
                  .map(email -> IdentityView.password(email, current.isEmpty()))
                  .ifPresent(views::add);
              ways.getItem2().forEach(identity -> views.add(view(identity, current)));
              return new IdentityList(views, issuers.names());
            });
  }

  /** Lets the person of that token into the caller's account from now on. */
  Uni<IdentityList> link(Caller caller, String token) {
    return prove(token)
        .map(ForeignAccounts::loginOf)
        .chain(login -> logins.link(caller.userId(), login).chain(() -> accounts.forget(login)))
        .invoke(() -> record(SecurityAct.IDENTITY_LINK, caller))
        .chain(() -> list(caller));
  }

  Uni<Void> unlink(Caller caller, String identityId) {
    return logins
        .unlink(caller.userId(), identityId)
        .chain(accounts::forget)
        .invoke(() -> record(SecurityAct.IDENTITY_UNLINK, caller));
  }

  /**
   * The body's token is wrong, not the caller's own: 400, so that no client throws its own away.
   */
  private Uni<ForeignIdentity> prove(String token) {
    return federation
        .verify(token)
        .orElseGet(() -> Uni.createFrom().failure(AuthenticationFailedException::new))
        .onFailure(AuthenticationFailedException.class)
        .transform(refused -> ApiException.of(ErrorCode.IDENTITY_NOT_PROVEN));
  }

  private void record(SecurityAct act, Caller caller) {
    trail.record(SecurityEvent.done(act, caller));
  }

  private IdentityView view(Identity identity, Optional<ForeignLogin> current) {
    ForeignLogin login = identity.login();
    return new IdentityView(
        identity.id(),
        issuers.find(login.issuer()).map(Issuer::name).orElse("unknown"),
        login.issuer(),
        login.subject(),
        null,
        identity.linkedAt(),
        current.filter(login::equals).isPresent());
  }
}
