package io.vestibule.servicekey;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.security.spi.runtime.AuthorizationFailureEvent;
import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.session.ServiceKeyAuthenticator;
import io.vestibule.web.ApiException;
import io.vestibule.web.CidrBlock;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Supplier;

/** Authenticates back ends by their service keys. Every refusal of a known key is audited. */
@ApplicationScoped
class ServiceKeyVerification implements ServiceKeyAuthenticator {
  private final ServiceKeyCache keys;
  private final LastUseTracker lastUse;
  private final AuditTrail trail;
  private final InstantSource clock;

  ServiceKeyVerification(
      ServiceKeyCache keys, LastUseTracker lastUse, AuditTrail trail, InstantSource clock) {
    this.keys = keys;
    this.lastUse = lastUse;
    this.trail = trail;
    this.clock = clock;
  }

  @Override
  public Optional<Uni<SecurityIdentity>> authenticate(String token, Supplier<String> address) {
    return token.startsWith(ServiceKeySecret.PREFIX)
        ? Optional.of(Uni.createFrom().deferred(() -> verify(token, address.get())))
        : Optional.empty();
  }

  private Uni<SecurityIdentity> verify(String token, String address) {
    ServiceKeySecret secret =
        ServiceKeySecret.parse(token).orElseThrow(AuthenticationFailedException::new);
    return keys.find(secret)
        .map(
            found -> {
              ServiceKey key =
                  found.orElseThrow(
                      () -> {
                        recordRefusal(secret.keyId(), address);
                        return new AuthenticationFailedException();
                      });
              refusal(key, address)
                  .ifPresent(
                      reason -> {
                        recordRefusal(key.id(), address);
                        throw ApiException.of(reason);
                      });
              lastUse.recordUse(key);
              return identity(key);
            });
  }

  private Optional<ErrorCode> refusal(ServiceKey key, String address) {
    if (!key.enabled()) {
      return Optional.of(ErrorCode.SERVICE_KEY_DISABLED);
    }
    if (key.isExpired(clock.instant())) {
      return Optional.of(ErrorCode.SERVICE_KEY_EXPIRED);
    }
    boolean near =
        key.ipAllow().isEmpty()
            || key.ipAllow().stream()
                .anyMatch(network -> CidrBlock.parse(network).contains(address));
    return near ? Optional.empty() : Optional.of(ErrorCode.SERVICE_KEY_NETWORK);
  }

  /** A key without the scope of a route. */
  void onAuthorizationFailure(@Observes AuthorizationFailureEvent refused) {
    SecurityIdentity identity = refused.getSecurityIdentity();
    if (identity != null
        && identity.getAttribute(CurrentCaller.SERVICE_KEY) instanceof ServiceKeyCaller caller) {
      recordRefusal(caller.keyId(), null);
    }
  }

  private void recordRefusal(String keyId, String address) {
    trail.record(
        SecurityEvent.ofUnknownUser(SecurityEventType.SERVICE_KEY_USE, Outcome.REFUSED)
            .from(address)
            .by(ServiceKeyCaller.actor(keyId)));
  }

  private static SecurityIdentity identity(ServiceKey key) {
    ServiceKeyCaller caller = new ServiceKeyCaller(key.id(), key.name());
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(caller.actor()))
        .addRoles(new HashSet<>(key.scopes()))
        .addAttribute(CurrentCaller.SERVICE_KEY, caller)
        .build();
  }
}
