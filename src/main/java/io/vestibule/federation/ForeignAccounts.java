package io.vestibule.federation;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Admission;
import io.vestibule.account.ForeignLogin;
import io.vestibule.account.ForeignLogins;
import io.vestibule.account.ForeignPerson;
import io.vestibule.account.Opening;
import io.vestibule.account.Opening.Outcome;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.profile.ProfileService;
import io.vestibule.web.ForeignIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Whose account a foreign identity opens; at the first sign-in account and profile are made. The
 * answer is remembered for ten seconds: so long may a suspension take to be felt.
 */
@ApplicationScoped
class ForeignAccounts {
  private static final Logger LOG = Logger.getLogger(ForeignAccounts.class);

  /** Cognito's subjects are UUIDs; stand-ins write other ids. */
  private static final Pattern USER_ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");

  private final ForeignLogins logins;
  private final ProfileService profiles;
  private final AuditTrail trail;
  private final Cache known;

  ForeignAccounts(
      ForeignLogins logins,
      ProfileService profiles,
      AuditTrail trail,
      @CacheName("foreign-accounts") Cache known) {
    this.trail = trail;
    this.logins = logins;
    this.profiles = profiles;
    this.known = known;
  }

  /**
   * @param userId the account
   * @param role its role, as identities carry it
   * @param suspended whether it may not be used
   */
  record Resolved(String userId, String role, boolean suspended) {
    static Resolved of(Admission admission) {
      return new Resolved(
          admission.userId(), admission.role().wire(), admission.status() == Status.SUSPENDED);
    }
  }

  Uni<Resolved> resolve(ForeignIdentity person) {
    return known.getAsync(
        loginOf(person), login -> open(person).map(Opening::admission).map(Resolved::of));
  }

  /** Account and profile, made where there are none. */
  Uni<Opening> open(ForeignIdentity person) {
    return logins
        .open(toPerson(person, person.issuedAt()))
        .call(opening -> profile(opening, person));
  }

  /** The same for somebody who is not signing in just now. */
  Uni<Opening> openFor(ForeignPerson described, ForeignIdentity person) {
    return logins.open(described).call(opening -> profile(opening, person));
  }

  /** What was known of a login is asked again. */
  Uni<Void> forget(ForeignLogin login) {
    return known.invalidate(login);
  }

  static ForeignLogin loginOf(ForeignIdentity person) {
    return new ForeignLogin(person.issuer(), person.subject());
  }

  static ForeignPerson toPerson(ForeignIdentity person, Instant provenAt) {
    boolean keepsId = person.ownsUserId() && USER_ID.matcher(person.subject()).matches();
    return new ForeignPerson(
        loginOf(person),
        keepsId ? Optional.of(person.subject()) : Optional.empty(),
        person.username(),
        person.email(),
        person.emailVerified(),
        person.name(),
        person.picture(),
        person.phoneNumber(),
        null,
        Optional.ofNullable(person.role()).flatMap(Role::parse).orElse(Role.CUSTOMER),
        Status.ACTIVE,
        null,
        provenAt);
  }

  /** A profile that could not be made now is made at its first use. */
  private Uni<Void> profile(Opening opening, ForeignIdentity person) {
    if (opening.outcome() == Outcome.FOUND) {
      return Uni.createFrom().voidItem();
    }
    trail.record(SecurityEvent.done(SecurityAct.SIGN_UP, opening.admission().userId()));
    return profiles
        .begin(opening.admission().userId(), person)
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf("a first profile was not stored: %s", failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithItem(false)
        .replaceWithVoid();
  }
}
