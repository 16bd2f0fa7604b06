package io.vestibule.identity;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.identity.ProvisioningResult.Outcome;
import io.vestibule.profile.ProfileCompletion;
import io.vestibule.profile.ProfileService;
import io.vestibule.web.ExternalTokenClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Finds the account of a federated identity; the first sign-in provisions account and profile. The
 * result is cached for ten seconds, so a suspension takes effect within ten seconds. Tokens with
 * other claims are cached apart, so that none of their claims is missed.
 */
@ApplicationScoped
public class FederatedAccountResolver {
  private static final Logger LOG = Logger.getLogger(FederatedAccountResolver.class);

  /** Cognito's subjects are UUIDs; emulators use other ids. */
  private static final Pattern USER_ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");

  private final ProvisioningService provisioning;
  private final ProfileService profiles;
  private final ProfileCompletion profileCompletion;
  private final AuditTrail trail;
  private final Cache cache;

  FederatedAccountResolver(
      ProvisioningService provisioning,
      ProfileService profiles,
      ProfileCompletion profileCompletion,
      AuditTrail trail,
      @CacheName("foreign-accounts") Cache cache) {
    this.trail = trail;
    this.provisioning = provisioning;
    this.profiles = profiles;
    this.profileCompletion = profileCompletion;
    this.cache = cache;
  }

  private record CacheKey(FederatedIdentity identity, Set<String> claims) {}

  /**
   * The account of a request.
   *
   * @param userId the account's id
   * @param role its role on the wire
   * @param suspended whether requests must be refused
   */
  public record Resolved(String userId, String role, boolean suspended) {
    static Resolved of(ProvisionedAccount account) {
      return new Resolved(
          account.userId(), account.role().wire(), account.status() == Status.SUSPENDED);
    }
  }

  public Uni<Resolved> resolve(ExternalTokenClaims claims) {
    ExternalUser user = toExternalUser(claims, claims.issuedAt());
    return cache.getAsync(
        new CacheKey(user.identity(), ClaimsCompletion.claims(user)),
        key -> provision(user, claims).map(ProvisioningResult::account).map(Resolved::of));
  }

  /** Provisions account and profile. */
  public Uni<ProvisioningResult> provision(ExternalUser user, ExternalTokenClaims claims) {
    return provisioning.provision(user).call(result -> writeProfile(result, claims));
  }

  /** Removes the identity's account from the cache. */
  public Uni<Void> invalidate(FederatedIdentity identity) {
    return cache.invalidateIf(key -> ((CacheKey) key).identity().equals(identity));
  }

  public static FederatedIdentity identityOf(ExternalTokenClaims claims) {
    return new FederatedIdentity(claims.issuer(), claims.subject());
  }

  public static ExternalUser toExternalUser(ExternalTokenClaims claims, Instant authenticatedAt) {
    boolean keepsId = claims.ownsUserId() && USER_ID.matcher(claims.subject()).matches();
    return new ExternalUser(
        identityOf(claims),
        keepsId ? Optional.of(claims.subject()) : Optional.empty(),
        claims.username(),
        claims.email(),
        claims.emailVerified(),
        claims.name(),
        claims.picture(),
        claims.phoneNumber(),
        null,
        Optional.ofNullable(claims.role()).flatMap(Role::parse).orElse(Role.CUSTOMER),
        Status.ACTIVE,
        null,
        authenticatedAt);
  }

  private Uni<Void> writeProfile(ProvisioningResult result, ExternalTokenClaims claims) {
    String userId = result.account().userId();
    if (result.outcome() == Outcome.FOUND) {
      return result.completed().isEmpty()
          ? Uni.createFrom().voidItem()
          : ignoringFailure(profileCompletion.complete(userId, claims, result.hasCompletedEmail()));
    }
    trail.record(SecurityEvent.done(SecurityEventType.SIGN_UP, userId));
    return ignoringFailure(profiles.createFromClaims(userId, claims));
  }

  /** The account is stored: a profile that is not written now is created at its first use. */
  private static Uni<Void> ignoringFailure(Uni<Boolean> write) {
    return write
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "The profile of a federated user was not written: %s",
                    failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithItem(false)
        .replaceWithVoid();
  }
}
