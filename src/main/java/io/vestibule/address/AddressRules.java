package io.vestibule.address;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountItems;
import io.vestibule.account.AttributeChange;
import io.vestibule.account.ChallengeMails;
import io.vestibule.account.CredentialChange;
import io.vestibule.account.PendingMigrations;
import io.vestibule.account.Status;
import io.vestibule.challenge.Challenge;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.mail.Mail;
import io.vestibule.mail.MailTemplate;
import io.vestibule.mail.Mails;
import io.vestibule.outbox.OutboxEntry;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What each proof of an address changes at the account (docs/decisions/0071). A proof outside a
 * session of the account revokes what the account got before, because somebody else may have
 * registered the address. The sign-in method that the account was created with stays usable until
 * the owner of the mailbox replaces it by a reset.
 */
@ApplicationScoped
class AddressRules {
  private static final int MAX_REVERT_LINKS = 20;

  private final AddressStore store;
  private final Revocation revocation;
  private final Challenges challenges;
  private final Mails mails;
  private final ChallengeMails challengeMails;
  private final InstantSource clock;

  AddressRules(
      AddressStore store,
      Revocation revocation,
      Challenges challenges,
      Mails mails,
      ChallengeMails challengeMails,
      InstantSource clock) {
    this.store = store;
    this.revocation = revocation;
    this.challenges = challenges;
    this.mails = mails;
    this.challengeMails = challengeMails;
    this.clock = clock;
  }

  Uni<AddressChange> verification(
      Challenge challenge, AddressState state, AddressProof proof, int attempt) {
    requireSameAddress(challenge, state);
    AddressChange change = proven(challenge.email(), state, proof);
    change.addAll(challenges.voidAll(state.userId(), challenge.id()));
    boolean first = !state.account().emailVerified();
    return first && !proof.inAccount()
        ? revocation
            .addTo(
                change,
                state,
                state.hasPassword() ? state.identities() : Set.of(),
                Optional.empty(),
                attempt)
            .replaceWith(change)
        : Uni.createFrom().item(change);
  }

  /**
   * The owner of the mailbox replaces the password. Whoever else may have registered the address
   * has no way in any more: afterwards account and mailbox belong to the same person.
   */
  Uni<AddressChange> reset(
      Challenge challenge,
      AddressState state,
      CredentialChange credential,
      List<OutboxEntry> notices,
      int attempt) {
    requireSameAddress(challenge, state);
    // Checked before; a forgotten password may have been replaced since.
    if (challenge.purpose() == ChallengePurpose.INVITATION && state.isInUse()) {
      throw ApiException.of(ErrorCode.CHALLENGE_INVALID);
    }
    if (!credential.appliesTo(state.stored().credential())) {
      throw ApiException.of(ErrorCode.CONFLICT);
    }
    AddressChange change = proven(challenge.email(), state, new AddressProof(true));
    change.credential(credential);
    change.addAll(challenges.voidAll(state.userId(), challenge.id()));
    notices.forEach(change::mail);
    if (!state.isProven()) {
      return revocation
          .addTo(change, state, state.identities(), Optional.empty(), attempt)
          .replaceWith(change);
    }
    change.attributes().invalidateSessions(clock.instant(), null);
    return Uni.createFrom().item(change.endSessions());
  }

  /** An administrator does not know who made the account, so a later reset still revokes. */
  Uni<AddressChange> markVerified(String email, AddressState state) {
    return Uni.createFrom().item(proven(email, state, new AddressProof(false)));
  }

  Uni<AddressChange> change(Challenge challenge, AddressState state, AddressProof proof) {
    AddressChange change = proven(challenge.email(), state, proof);
    change.addAll(challenges.voidAll(state.userId(), challenge.id()));
    Optional<String> former = state.email().filter(email -> !email.equals(challenge.email()));
    // A mistyped address belongs to a stranger, who must not get a link to the account.
    if (former.isPresent() && state.account().emailVerified()) {
      addRevertLink(change, state, former.get(), challenge.email());
    }
    return freeFormer(change, state, former).replaceWith(change);
  }

  Uni<AddressChange> revert(Challenge challenge, AddressState state, int attempt) {
    RevertLink link = RevertLink.of(challenge);
    if (state.reverts().stream().noneMatch(valid -> valid.instance().equals(link.instance()))) {
      throw ApiException.of(ErrorCode.CHALLENGE_INVALID);
    }
    String email = challenge.email();
    // The password is that of whoever changed the address; only the mailbox decides now.
    AddressChange change = proven(email, state, new AddressProof(false));
    removePassword(change);
    setRevertLinks(
        change,
        state,
        valid(state).stream().filter(other -> other.createdAt() < link.createdAt()).toList());
    addReset(change, state.userId(), email);
    return store
        .createdAfter(state.identities(), challenge.createdAt())
        .chain(
            identities ->
                revocation.addTo(
                    change, state, identities, Optional.of(challenge.createdAt()), attempt))
        .chain(() -> freeFormer(change, state, state.email().filter(at -> !at.equals(email))))
        .replaceWith(change);
  }

  /** An account whose address was not proven loses its password: a stranger may have chosen it. */
  Uni<AddressChange> signIn(Challenge challenge, AddressState state, int attempt) {
    requireSameAddress(challenge, state);
    if (state.account().status() == Status.SUSPENDED) {
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
    AddressChange change = proven(challenge.email(), state, new AddressProof(true));
    change.attributes().set("lastLoginAt", AttributeValue.fromS(clock.instant().toString()));
    if (state.isProven()) {
      return Uni.createFrom().item(change);
    }
    removePassword(change);
    change.addAll(challenges.voidAll(state.userId(), challenge.id()));
    return revocation
        .addTo(change, state, state.identities(), Optional.empty(), attempt)
        .replaceWith(change);
  }

  /** Nor is the password accepted that a former system of the account still has. */
  private static void removePassword(AddressChange change) {
    change.attributes().remove("password_hash").remove(PendingMigrations.ATTRIBUTE);
  }

  private static void requireSameAddress(Challenge challenge, AddressState state) {
    if (state.email().filter(challenge.email()::equals).isEmpty()) {
      throw ApiException.of(ErrorCode.CHALLENGE_INVALID);
    }
  }

  /** The password becomes invalid, all sessions end, and a mail asks for a new one. */
  Uni<AddressChange> forcedReset(AddressState state, String email) {
    AddressChange change = new AddressChange();
    Instant now = clock.instant();
    change.attributes().set("updatedAt", AttributeValue.fromS(now.toString()));
    removePassword(change);
    change.attributes().invalidateSessions(now, null);
    change.endSessions();
    addReset(change, state.userId(), email);
    return Uni.createFrom().item(change);
  }

  private AddressChange proven(String email, AddressState state, AddressProof proof) {
    AddressChange change = new AddressChange();
    AttributeChange attributes =
        change
            .attributes()
            .set("email", AttributeValue.fromS(email))
            .set("emailVerified", AttributeValue.fromBool(true))
            .set("updatedAt", AttributeValue.fromS(clock.instant().toString()));
    boolean sameAddress = state.email().filter(email::equals).isPresent();
    if (proof.inAccount()) {
      attributes.remove(AddressStore.EMAIL_PROOF);
    } else if (!(state.isProven() && sameAddress)) {
      attributes.set(AddressStore.EMAIL_PROOF, AttributeValue.fromS(AddressStore.MAILBOX));
    }
    return change;
  }

  /** Voids all challenges; the one for a new password is replaced. */
  private void addReset(AddressChange change, String userId, String email) {
    NewChallenge reset = challenges.create(ChallengePurpose.RESET_PASSWORD, userId, email);
    change.add(reset.put()).addAll(challenges.voidAll(userId, reset.id()));
    if (mails.isConfigured()) {
      change.mail(
          mails.prepare(
              userId,
              challengeMails.mail(
                  ChallengePurpose.RESET_PASSWORD, reset, email, mails.language())));
    }
  }

  private void addRevertLink(
      AddressChange change, AddressState state, String former, String email) {
    List<RevertLink> links = new ArrayList<>(valid(state));
    if (links.size() >= MAX_REVERT_LINKS) {
      throw ApiException.of(ErrorCode.CONFLICT);
    }
    NewChallenge revert = challenges.create(ChallengePurpose.REVERT_EMAIL, state.userId(), former);
    Map<String, String> values =
        Map.of("newEmail", email, "link", mails.link("revert-email", revert.linkArgument()));
    mails
        .prepareNotice(
            state.userId(), new Mail(MailTemplate.EMAIL_CHANGED, former, mails.language(), values))
        .ifPresent(
            notice -> {
              links.add(RevertLink.of(revert.challenge()));
              setRevertLinks(change, state, links);
              change.add(revert.put()).mail(notice);
            });
  }

  private List<RevertLink> valid(AddressState state) {
    Instant now = clock.instant();
    return state.reverts().stream().filter(link -> !link.isExpired(now)).toList();
  }

  private static void setRevertLinks(
      AddressChange change, AddressState state, List<RevertLink> links) {
    if (!links.isEmpty()) {
      change
          .attributes()
          .set(AddressStore.REVERT_LINKS, AttributeValue.fromSs(AddressStore.texts(links)));
    } else if (!state.reverts().isEmpty()) {
      change.attributes().remove(AddressStore.REVERT_LINKS);
    }
  }

  /** Deletes the login row of the former address, unless it belongs to another account. */
  private Uni<Void> freeFormer(AddressChange change, AddressState state, Optional<String> former) {
    if (former.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return store
        .holder(former.get())
        .invoke(
            holder -> {
              if (holder.filter(state.userId()::equals).isPresent()) {
                change.add(
                    store.deleteLogin(AccountItems.emailLogin(former.get()), state.userId()));
              }
            })
        .replaceWithVoid();
  }
}
