package io.vestibule.passkey;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.challenge.ReplayGuard;
import io.vestibule.passkey.CeremonyStates.Ceremony;
import io.vestibule.passkey.PasskeyStore.Use;
import io.vestibule.passkey.PasskeyVerifier.Assertion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;

/** Checks assertions: state, passkey, signature, counter. Each state works once. */
@ApplicationScoped
class PasskeyAuthentication {
  private final CeremonyStates states;
  private final PasskeyStore store;
  private final PasskeyVerifier verifier;
  private final ReplayGuard replays;
  private final AuditTrail trail;
  private final InstantSource clock;

  PasskeyAuthentication(
      CeremonyStates states,
      PasskeyStore store,
      RelyingParty relyingParty,
      ReplayGuard replays,
      AuditTrail trail,
      InstantSource clock) {
    this.states = states;
    this.store = store;
    this.verifier = new PasskeyVerifier(relyingParty);
    this.replays = replays;
    this.trail = trail;
    this.clock = clock;
  }

  /** The passkey of a sign-in, whose user the authenticator names; empty if anything is wrong. */
  Uni<Optional<Passkey>> logIn(String state, AssertionResponse response) {
    Optional<Ceremony> ceremony = states.open(state, CeremonyPurpose.LOGIN, "");
    Optional<String> userId = response.userId();
    return ceremony.isEmpty() || userId.isEmpty()
        ? nothing()
        : verify(userId.get(), ceremony.get(), response);
  }

  /** The passkey with which a known user proves a second factor; empty if anything is wrong. */
  Uni<Optional<Passkey>> secondFactor(String userId, String state, AssertionResponse response) {
    Optional<Ceremony> ceremony = states.open(state, CeremonyPurpose.SECOND_FACTOR, userId);
    boolean ofAnotherUser =
        response.userHandle().isPresent() && !response.userId().equals(Optional.of(userId));
    return ceremony.isEmpty() || ofAnotherUser
        ? nothing()
        : verify(userId, ceremony.get(), response);
  }

  private Uni<Optional<Passkey>> verify(
      String userId, Ceremony ceremony, AssertionResponse response) {
    return store
        .find(userId, response.id())
        .chain(found -> found.isEmpty() ? nothing() : verify(found.get(), ceremony, response));
  }

  private Uni<Optional<Passkey>> verify(
      Passkey passkey, Ceremony ceremony, AssertionResponse response) {
    Assertion assertion = verifier.verify(response, ceremony.challenge(), passkey);
    if (assertion instanceof Assertion.Valid valid) {
      return record(passkey, ceremony, valid);
    }
    if (assertion instanceof Assertion.CounterNotIncreased) {
      trail.record(
          SecurityEvent.of(SecurityEventType.PASSKEY_COUNTER, Outcome.REFUSED, passkey.userId()));
    }
    return nothing();
  }

  private Uni<Optional<Passkey>> record(Passkey passkey, Ceremony ceremony, Assertion.Valid valid) {
    return store
        .recordUse(
            passkey,
            valid.signCount(),
            valid.backedUp(),
            clock.instant(),
            replays.use(ceremony.replayId(), passkey.userId(), ceremony.expiresAt()))
        .map(use -> use == Use.DONE ? Optional.of(passkey) : Optional.empty());
  }

  private static Uni<Optional<Passkey>> nothing() {
    return Uni.createFrom().item(Optional.empty());
  }
}
