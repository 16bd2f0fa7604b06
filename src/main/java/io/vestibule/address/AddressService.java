package io.vestibule.address;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.CredentialChange;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.challenge.Challenge;
import io.vestibule.challenge.Challenges;
import io.vestibule.outbox.Outbox;
import io.vestibule.outbox.OutboxEntry;
import io.vestibule.session.SessionService;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Changes of an account's address and of its proof. Each is one transaction; if an account or a
 * login row has changed since it was read, everything is read again.
 */
@ApplicationScoped
public class AddressService {
  private static final int MAX_ATTEMPTS = 6;

  private final AddressStore store;
  private final AddressClaims claims;
  private final AddressRules rules;
  private final Challenges challenges;
  private final SessionService sessions;
  private final Outbox outbox;
  private final AddressEvents events;
  private final AddressObservers observers;
  private final AuditTrail trail;

  AddressService(
      AddressStore store,
      AddressClaims claims,
      AddressRules rules,
      Challenges challenges,
      SessionService sessions,
      Outbox outbox,
      AddressEvents events,
      AddressObservers observers,
      AuditTrail trail) {
    this.store = store;
    this.claims = claims;
    this.rules = rules;
    this.challenges = challenges;
    this.sessions = sessions;
    this.outbox = outbox;
    this.events = events;
    this.observers = observers;
    this.trail = trail;
  }

  /**
   * The address of the account is proven.
   *
   * @throws ApiException {@link ErrorCode#CHALLENGE_INVALID}, {@link ErrorCode#USER_EXISTS} if
   *     another account has verified the address
   */
  public Uni<Account> verify(Challenge challenge, AddressProof proof) {
    return write(
            Optional.of(challenge),
            challenge.userId(),
            challenge.email(),
            (state, attempt) -> rules.verification(challenge, state, proof, attempt))
        .invoke(() -> record(SecurityEventType.EMAIL_VERIFICATION, challenge.userId()));
  }

  /**
   * The owner of the mailbox replaces the password. Every session ends. If account and mailbox were
   * not known to belong to the same person, API token and linked identities are revoked. Fails as
   * {@link #verify}.
   *
   * @param mails notices to the owner
   * @throws ApiException also {@link ErrorCode#CONFLICT} if the credential has changed since it was
   *     read
   */
  Uni<Account> reset(Challenge challenge, CredentialChange credential, List<OutboxEntry> mails) {
    return write(
            Optional.of(challenge),
            challenge.userId(),
            challenge.email(),
            (state, attempt) -> rules.reset(challenge, state, credential, mails, attempt))
        .invoke(() -> record(SecurityEventType.PASSWORD_RESET, challenge.userId()));
  }

  /**
   * Whether account and mailbox are known to belong to the same person. Until then a proof of the
   * address removes second factors, because a stranger may have set them up.
   */
  public Uni<Boolean> isProven(String userId) {
    return store.find(userId).map(found -> found.filter(AddressState::isProven).isPresent());
  }

  /** Whether nobody has accepted the invitation to the account or opened it in another way. */
  public Uni<Boolean> isUnused(String userId) {
    return store.find(userId).map(found -> found.filter(state -> !state.isInUse()).isPresent());
  }

  /** The new address is proven and replaces the former one. Fails as {@link #verify}. */
  public Uni<Account> change(Challenge challenge, AddressProof proof) {
    return write(
            Optional.of(challenge),
            challenge.userId(),
            challenge.email(),
            (state, attempt) -> rules.change(challenge, state, proof))
        .invoke(() -> record(SecurityEventType.EMAIL_CHANGE, challenge.userId()));
  }

  /**
   * The owner of a former address undoes a change: the account gets that address back, and whoever
   * used it since is locked out. Fails as {@link #verify}.
   */
  public Uni<Account> revert(Challenge challenge) {
    return write(
            Optional.of(challenge),
            challenge.userId(),
            challenge.email(),
            (state, attempt) -> rules.revert(challenge, state, attempt))
        .invoke(() -> record(SecurityEventType.EMAIL_REVERT, challenge.userId()));
  }

  /**
   * Marks the address as verified, on the word of an administrator.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#NO_EMAIL}, {@link
   *     ErrorCode#USER_EXISTS} if the address belongs to another account
   */
  public Uni<Account> markVerified(String userId, String actor) {
    return emailOf(userId)
        .chain(
            email ->
                write(
                    Optional.empty(),
                    userId,
                    email,
                    (state, attempt) -> rules.markVerified(email, state)))
        .invoke(
            () ->
                trail.record(
                    SecurityEvent.done(SecurityEventType.EMAIL_VERIFICATION, userId).by(actor)));
  }

  /**
   * A sign-in with a code. If account and mailbox were not known to belong to the same person,
   * everything is revoked that somebody else may have, also the password. Fails as {@link #verify};
   * {@link ErrorCode#ACCOUNT_SUSPENDED}.
   */
  public Uni<Account> signIn(Challenge challenge) {
    return write(
        Optional.of(challenge),
        challenge.userId(),
        challenge.email(),
        (state, attempt) -> rules.signIn(challenge, state, attempt));
  }

  /**
   * Makes the password invalid, ends all sessions and sends the link for a new password.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#NO_EMAIL}, {@link
   *     ErrorCode#USER_EXISTS} if the address belongs to another account
   */
  public Uni<Account> forceReset(String userId, String actor) {
    return emailOf(userId)
        .chain(
            email ->
                write(
                    Optional.empty(),
                    userId,
                    email,
                    (state, attempt) -> rules.forcedReset(state, email)))
        .invoke(
            () ->
                trail.record(SecurityEvent.done(SecurityEventType.FORCED_RESET, userId).by(actor)));
  }

  private Uni<String> emailOf(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)))
        .map(state -> state.email().orElseThrow(() -> ApiException.of(ErrorCode.NO_EMAIL)));
  }

  private Uni<Account> write(
      Optional<Challenge> challenge,
      String userId,
      String email,
      BiFunction<AddressState, Integer, Uni<AddressChange>> rule) {
    return write(challenge, userId, email, rule, 1);
  }

  private Uni<Account> write(
      Optional<Challenge> challenge,
      String userId,
      String email,
      BiFunction<AddressState, Integer, Uni<AddressChange>> rule,
      int attempt) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(missing(challenge))))
        .chain(
            state ->
                rule.apply(state, attempt)
                    .chain(change -> write(challenge, state, email, change))
                    .chain(
                        result ->
                            switch (result) {
                              case DONE -> account(userId);
                              case CHALLENGE_USED ->
                                  throw ApiException.of(ErrorCode.CHALLENGE_INVALID);
                              case CHANGED_MEANWHILE -> {
                                if (attempt >= MAX_ATTEMPTS) {
                                  throw ApiException.of(ErrorCode.CONFLICT);
                                }
                                yield write(challenge, userId, email, rule, attempt + 1);
                              }
                            }));
  }

  private Uni<AddressWriteResult> write(
      Optional<Challenge> challenge, AddressState state, String email, AddressChange change) {
    return claims
        .prepare(email, state.userId())
        .chain(
            claim -> {
              List<TransactWriteItem> writes = new ArrayList<>();
              writes.add(store.update(state, change));
              writes.addAll(claim.writes());
              writes.addAll(change.writes());
              return events
                  .prepare(state.userId(), claim.previousHolder(), change, writes.size())
                  .chain(
                      prepared ->
                          store
                              .write(challenge.map(challenges::consume), prepared.after(writes))
                              .invoke(
                                  result -> {
                                    if (result == AddressWriteResult.DONE) {
                                      prepared.deliver();
                                    }
                                  }))
                  .call(
                      result ->
                          result == AddressWriteResult.DONE
                              ? afterwards(state, email, change, claim.previousHolder())
                              : Uni.createFrom().voidItem());
            });
  }

  private Uni<Void> afterwards(
      AddressState before, String email, AddressChange change, Optional<String> previousHolder) {
    change.mails().forEach(outbox::deliverSoon);
    Uni<Void> ended =
        change.endsSessions() ? sessions.endAll(before.userId()) : Uni.createFrom().voidItem();
    Uni<Void> informed =
        before.email().filter(email::equals).isPresent()
            ? Uni.createFrom().voidItem()
            : observers.inform(before.userId(), Optional.of(email));
    return ended
        .chain(() -> change.afterwards())
        .chain(() -> informed)
        .chain(
            () ->
                previousHolder
                    .map(claims::recordLoss)
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  private Uni<Account> account(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)))
        .map(AddressState::account);
  }

  private void record(SecurityEventType type, String userId) {
    trail.record(SecurityEvent.done(type, userId));
  }

  private static ErrorCode missing(Optional<Challenge> challenge) {
    return challenge.isPresent() ? ErrorCode.CHALLENGE_INVALID : ErrorCode.USER_NOT_FOUND;
  }
}
