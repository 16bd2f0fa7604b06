package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.challenge.Challenges;
import io.vestibule.credential.AudioKeys;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.credential.Credential;
import io.vestibule.credential.PasswordHashing;
import io.vestibule.credential.PasswordMatch;
import io.vestibule.credential.PasswordPolicies;
import io.vestibule.credential.SealedApiTokens;
import io.vestibule.crypto.Password;
import io.vestibule.mail.MailTemplate;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Authentication with a password, and password changes. */
@ApplicationScoped
public class PasswordService {
  private final AccountService accounts;
  private final AccountStore store;
  private final CredentialStore credentials;
  private final PasswordHashing hashing;
  private final AudioKeys audioKeys;
  private final PasswordPolicies policies;
  private final SealedApiTokens sealedApiTokens;
  private final AccountNotices notices;
  private final Challenges challenges;
  private final CredentialUpgrade upgrade;
  private final PasswordMigration migration;
  private final InstantSource clock;

  PasswordService(
      AccountService accounts,
      AccountStore store,
      CredentialStore credentials,
      PasswordHashing hashing,
      AudioKeys audioKeys,
      PasswordPolicies policies,
      SealedApiTokens sealedApiTokens,
      AccountNotices notices,
      Challenges challenges,
      CredentialUpgrade upgrade,
      PasswordMigration migration,
      InstantSource clock) {
    this.accounts = accounts;
    this.store = store;
    this.credentials = credentials;
    this.hashing = hashing;
    this.audioKeys = audioKeys;
    this.policies = policies;
    this.sealedApiTokens = sealedApiTokens;
    this.notices = notices;
    this.challenges = challenges;
    this.upgrade = upgrade;
    this.migration = migration;
    this.clock = clock;
  }

  /**
   * Authenticates with an e-mail address and a password. An unknown address takes as long as a
   * wrong password.
   *
   * @param permission awaited in parallel with the look-up and before the hash; its failure is the
   *     outcome
   */
  public Uni<AuthenticationResult> authenticate(
      EmailAddress email, Password password, Uni<Void> permission) {
    Uni<Optional<StoredAccount>> account =
        store
            .findUserId(email)
            .chain(userId -> store.find(userId.orElseGet(PasswordService::unknownUserId)));
    return afterPermission(account, permission)
        .chain(
            found ->
                match(found, password)
                    .chain(
                        match ->
                            match == PasswordMatch.NONE
                                ? migrate(found, password)
                                : recordLogin(found.orElseThrow(), password, match)));
  }

  private Uni<AuthenticationResult> migrate(Optional<StoredAccount> found, Password password) {
    return found
        .map(stored -> migration.migrate(stored, password))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
        .chain(
            migrated ->
                migrated
                    .map(stored -> recordLogin(stored, password, PasswordMatch.NORMALIZED))
                    .orElseGet(() -> Uni.createFrom().item(failure(found))));
  }

  /**
   * Replaces the password {@code current} by {@code newPassword} and invalidates the account's
   * other sessions in the same write. False if {@code current} is wrong.
   *
   * @param keptSessionId the session that stays valid; null for none
   * @param permission as for {@link #authenticate}
   * @throws ApiException if the new password violates the policy; {@link ErrorCode#CONFLICT} if the
   *     password was changed concurrently
   */
  public Uni<Boolean> changePassword(
      String userId,
      Password current,
      Password newPassword,
      String keptSessionId,
      Uni<Void> permission) {
    policies.checkLength(newPassword);
    return afterPermission(store.find(userId), permission)
        .chain(
            found ->
                verify(found, current)
                    .chain(
                        correct ->
                            correct
                                ? replacePassword(
                                        found.orElseThrow(), current, newPassword, keptSessionId)
                                    .replaceWith(true)
                                : Uni.createFrom().item(false)));
  }

  /**
   * Hash, wrapped audio keys and the validity of other sessions change in one conditional write.
   */
  private Uni<Void> replacePassword(
      StoredAccount stored, Password current, Password newPassword, String keptSessionId) {
    String userId = stored.account().userId();
    Credential old = stored.credential();
    Uni<AudioKeyset> keys =
        old.audioKeys() == null
            ? audioKeys.create(userId, old.keySalt(), newPassword)
            : audioKeys.rewrap(userId, old.keySalt(), old.audioKeys(), current, newPassword);
    return policies
        .checkStrength(newPassword, stored.account().email())
        .chain(() -> hashing.hash(newPassword))
        .chain(hash -> keys.map(newKeys -> old.with(hash, newKeys)))
        .chain(
            changed -> {
              Instant now = clock.instant();
              AttributeChange sessions =
                  new AttributeChange().invalidateSessions(now, keptSessionId);
              Notice notice =
                  notices.prepare(MailTemplate.PASSWORD_CHANGED, stored.account(), Map.of());
              return credentials
                  .replace(userId, old, changed, sessions, together(userId, notice), now)
                  .invoke(replaced -> deliverIf(replaced, notice));
            })
        .invoke(
            replaced -> {
              if (!replaced) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
            })
        .replaceWithVoid();
  }

  /** Links and codes that were sent before a change of the password are void after it. */
  private List<TransactWriteItem> together(String userId, Notice notice) {
    return Stream.concat(challenges.voidAll(userId).stream(), notice.writes().stream()).toList();
  }

  private void deliverIf(boolean written, Notice notice) {
    if (written) {
      notices.deliver(notice);
    }
  }

  private Uni<AuthenticationResult> recordLogin(
      StoredAccount stored, Password password, PasswordMatch match) {
    String userId = stored.account().userId();
    if (stored.account().status() == Status.SUSPENDED) {
      return Uni.createFrom().item(new AuthenticationResult.Suspended(userId));
    }
    Instant now = clock.instant();
    return upgrade
        .ifNeeded(stored, password, match)
        .chain(
            upgraded ->
                upgraded
                    .map(current -> recordLogin(userId, current.credential(), now))
                    .orElseGet(() -> rereadFailure(userId)));
  }

  private Uni<AuthenticationResult> recordLogin(String userId, Credential credential, Instant now) {
    return sealedApiTokens
        .renew(userId, credential)
        .chain(
            renewed ->
                store
                    .recordLogin(userId, renewed.passwordHash(), now)
                    .chain(
                        recorded ->
                            recorded
                                .map(account -> new StoredAccount(account, renewed))
                                .map(accounts::authenticated)
                                .<AuthenticationResult>map(AuthenticationResult.Success::new)
                                .map(right -> Uni.createFrom().item(right))
                                .orElseGet(() -> rereadFailure(userId))));
  }

  /** The account was suspended or its password changed while the password was verified. */
  private Uni<AuthenticationResult> rereadFailure(String userId) {
    return store
        .find(userId)
        .map(
            found ->
                found.filter(now -> now.account().status() == Status.SUSPENDED).isPresent()
                    ? new AuthenticationResult.Suspended(userId)
                    : failure(found));
  }

  private static AuthenticationResult failure(Optional<StoredAccount> found) {
    return new AuthenticationResult.Failure(found.map(StoredAccount::account).map(Account::userId));
  }

  /** Whether the password is correct. Without an account or a hash it takes as long as with one. */
  public Uni<Boolean> verify(Optional<StoredAccount> found, Password password) {
    return match(found, password).map(match -> match != PasswordMatch.NONE);
  }

  private Uni<PasswordMatch> match(Optional<StoredAccount> found, Password password) {
    return found
        .map(StoredAccount::credential)
        .map(Credential::passwordHash)
        .map(hash -> hashing.match(password, hash))
        .orElseGet(() -> hashing.verifyDummy(password).replaceWith(PasswordMatch.NONE));
  }

  /**
   * Replaces the password hash and the wrapped audio keys if the stored credential is still {@code
   * old}, with a notice to the owner in the same transaction.
   *
   * @return whether it was replaced; false if the stored credential changed, and nothing was
   *     written
   */
  public Uni<Boolean> replaceCredential(
      String userId, Credential old, Credential updated, Notice notice) {
    return credentials
        .replace(userId, old, updated, new AttributeChange(), notice.writes(), clock.instant())
        .invoke(replaced -> deliverIf(replaced, notice));
  }

  /** The result of {@code lookUp} once {@code permission} completes; its failure is the outcome. */
  public static <T> Uni<T> afterPermission(Uni<T> lookUp, Uni<Void> permission) {
    return Uni.combine().all().unis(lookUp, permission).with((found, ignored) -> found);
  }

  /** Upgrades the stored credential with its correct password. Empty if it changed meanwhile. */
  public Uni<Optional<StoredAccount>> upgradeIfNeeded(StoredAccount stored, Password password) {
    return upgrade.ifNeeded(stored, password, PasswordMatch.NORMALIZED);
  }

  /**
   * An id that no account has. With it, a login makes the second read even for an unknown address.
   */
  private static String unknownUserId() {
    return UUID.randomUUID().toString();
  }
}
