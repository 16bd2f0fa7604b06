package io.vestibule.federation;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.identity.FederatedAccountResolver;
import io.vestibule.identity.FederatedIdentities;
import io.vestibule.identity.FederatedIdentities.LinkedIdentity;
import io.vestibule.identity.FederatedIdentity;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ExternalTokenClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sign-in methods of the caller's account. An identity is linked only with a token that proves
 * it, never because of an equal e-mail address (docs/decisions/0051).
 */
@ApplicationScoped
class IdentityService {
  private final FederationService federation;
  private final FederatedAccountResolver accounts;
  private final FederatedIdentities identities;
  private final Issuers issuers;
  private final FreshAuthentication fresh;
  private final AuditTrail trail;

  IdentityService(
      FederationService federation,
      FederatedAccountResolver accounts,
      FederatedIdentities identities,
      Issuers issuers,
      FreshAuthentication fresh,
      AuditTrail trail) {
    this.federation = federation;
    this.accounts = accounts;
    this.identities = identities;
    this.issuers = issuers;
    this.fresh = fresh;
    this.trail = trail;
  }

  Uni<IdentityList> list(Caller caller) {
    Optional<FederatedIdentity> current =
        caller.external().map(FederatedAccountResolver::identityOf);
    return Uni.combine()
        .all()
        .unis(identities.passwordEmail(caller.userId()), identities.list(caller.userId()))
        .asTuple()
        .map(
            methods -> {
              List<IdentityView> views = new ArrayList<>();
              methods
                  .getItem1()
                  .map(email -> IdentityView.password(email, current.isEmpty()))
                  .ifPresent(views::add);
              methods.getItem2().forEach(identity -> views.add(view(identity, current)));
              return new IdentityList(views, issuers.names());
            });
  }

  /** Links the identity that the token proves to the caller's account. */
  Uni<IdentityList> link(Caller caller, String token) {
    fresh.require(caller);
    return verify(token)
        .map(FederatedAccountResolver::identityOf)
        .chain(
            identity ->
                identities
                    .link(caller.userId(), identity, issuerName(identity))
                    .chain(() -> accounts.invalidate(identity)))
        .invoke(() -> record(SecurityEventType.IDENTITY_LINK, caller))
        .chain(() -> list(caller));
  }

  Uni<Void> unlink(Caller caller, String identityId) {
    fresh.require(caller);
    return identities
        .unlink(caller.userId(), identityId, this::issuerName)
        .chain(accounts::invalidate)
        .invoke(() -> record(SecurityEventType.IDENTITY_UNLINK, caller));
  }

  /**
   * An invalid token in the body is a 400, not a 401: the caller's own token is still good, and
   * clients must not discard it.
   */
  private Uni<ExternalTokenClaims> verify(String token) {
    return federation
        .verifyIdentity(token)
        .orElseGet(() -> Uni.createFrom().failure(AuthenticationFailedException::new))
        .onFailure(AuthenticationFailedException.class)
        .transform(refused -> ApiException.of(ErrorCode.IDENTITY_NOT_PROVEN));
  }

  private void record(SecurityEventType type, Caller caller) {
    trail.record(SecurityEvent.done(type, caller));
  }

  private String issuerName(FederatedIdentity identity) {
    return issuers.find(identity.issuer()).map(Issuer::name).orElse("unknown");
  }

  private IdentityView view(LinkedIdentity linked, Optional<FederatedIdentity> current) {
    FederatedIdentity identity = linked.identity();
    return new IdentityView(
        linked.id(),
        issuerName(identity),
        identity.issuer(),
        identity.subject(),
        null,
        linked.linkedAt(),
        current.filter(identity::equals).isPresent());
  }
}
