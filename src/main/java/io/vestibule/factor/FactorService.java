package io.vestibule.factor;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountConditions;
import io.vestibule.account.AccountNotices;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.Notice;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.mail.MailTemplate;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.session.MfaConfig;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Set-up and removal of the caller's authenticator app and recovery codes. Every change asks for a
 * fresh authentication and is told to the owner by mail.
 */
@ApplicationScoped
class FactorService {
  private static final Map<String, String> TOTP = Map.of("factor", "TOTP");

  private final AccountService accounts;
  private final AccountConditions conditions;
  private final FactorStore store;
  private final SecondFactors factors;
  private final TotpSecrets secrets;
  private final RecoveryCodeGenerator recoveryCodes;
  private final FreshAuthentication fresh;
  private final LoginThrottle throttle;
  private final MfaConfig config;
  private final Dynamo dynamo;
  private final AccountNotices notices;
  private final AuditTrail trail;
  private final InstantSource clock;

  FactorService(
      AccountService accounts,
      AccountConditions conditions,
      FactorStore store,
      SecondFactors factors,
      TotpSecrets secrets,
      RecoveryCodeGenerator recoveryCodes,
      FreshAuthentication fresh,
      LoginThrottle throttle,
      MfaConfig config,
      Dynamo dynamo,
      AccountNotices notices,
      AuditTrail trail,
      InstantSource clock) {
    this.accounts = accounts;
    this.conditions = conditions;
    this.store = store;
    this.factors = factors;
    this.secrets = secrets;
    this.recoveryCodes = recoveryCodes;
    this.fresh = fresh;
    this.throttle = throttle;
    this.config = config;
    this.dynamo = dynamo;
    this.notices = notices;
    this.trail = trail;
    this.clock = clock;
  }

  /** A secret that waits for its confirmation, under the service's sealing key. */
  private record Confirmable(SdkBytes sealedSecret, long step) {}

  Uni<MfaStatus> status(Caller caller) {
    String userId = caller.userId();
    return Uni.combine()
        .all()
        .unis(
            account(caller),
            store.findTotp(userId),
            store.recoveryCodes(userId),
            factors.available(userId))
        .with(
            (account, totp, codes, kinds) ->
                new MfaStatus(
                    totp.flatMap(Totp::confirmedAt).map(MfaStatus.TotpStatus::new).orElse(null),
                    kinds.contains(FactorKind.RECOVERY_CODE) ? left(codes) : 0,
                    config.isRequiredFor(account.role().wire()),
                    SecondFactors.names(kinds)));
  }

  /**
   * Creates the secret of an authenticator app, which replaces an unconfirmed one.
   *
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link
   *     ErrorCode#TOTP_ALREADY_ENABLED}
   */
  Uni<TotpSetup> start(Caller caller) {
    fresh.require(caller);
    String userId = caller.userId();
    return account(caller)
        .chain(
            account -> {
              byte[] secret = secrets.create();
              TotpSetup setup = TotpSetup.of(secret, config.issuerName(), account.loginName());
              SdkBytes sealed = secrets.seal(userId, secret);
              Arrays.fill(secret, (byte) 0);
              return store
                  .putUnconfirmedTotp(userId, sealed, clock.instant())
                  .invoke(FactorService::requireNotEnabled)
                  .replaceWith(setup);
            });
  }

  /**
   * The app counts from now on.
   *
   * @return the recovery codes, which nobody sees again
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link
   *     ErrorCode#MFA_CODE_INVALID}, {@link ErrorCode#TOTP_ALREADY_ENABLED}, {@link
   *     ErrorCode#TOO_MANY_ATTEMPTS}, {@link ErrorCode#CONFLICT} if it was replaced meanwhile
   */
  Uni<RecoveryCodes> confirm(Caller caller, Optional<String> code) {
    fresh.require(caller);
    String userId = caller.userId();
    return account(caller)
        .chain(account -> matching(account, code).chain(match -> confirm(caller, account, match)))
        .invoke(done -> record(SecurityEventType.FACTOR_ADDITION, userId, caller));
  }

  private Uni<Confirmable> matching(Account account, Optional<String> code) {
    Confirmable[] match = new Confirmable[1];
    return throttle
        .guardSecondFactor(
            account.loginName(),
            () ->
                store
                    .findTotp(account.userId())
                    .map(
                        found -> {
                          requireNotEnabled(found.flatMap(Totp::confirmedAt).isEmpty());
                          match[0] = match(account.userId(), found, code).orElse(null);
                          return match[0] != null;
                        }))
        .map(
            correct -> {
              if (!correct) {
                throw ApiException.of(ErrorCode.MFA_CODE_INVALID);
              }
              return match[0];
            });
  }

  private Optional<Confirmable> match(String userId, Optional<Totp> found, Optional<String> code) {
    if (found.isEmpty() || code.isEmpty()) {
      return Optional.empty();
    }
    SdkBytes sealed = found.get().sealedSecret();
    OptionalLong step = secrets.matchingStep(userId, sealed, code.get(), clock.instant());
    return step.isPresent()
        ? Optional.of(new Confirmable(sealed, step.getAsLong()))
        : Optional.empty();
  }

  private Uni<RecoveryCodes> confirm(Caller caller, Account account, Confirmable match) {
    String userId = caller.userId();
    RecoveryCodeGenerator.Created codes = recoveryCodes.create(userId);
    return write(
            caller,
            account,
            MailTemplate.FACTOR_ADDED,
            TOTP,
            List.of(
                store.confirmTotp(userId, match.sealedSecret(), match.step(), clock.instant()),
                store.putRecoveryCodes(userId, codes.stored(), clock.instant())),
            ErrorCode.CONFLICT)
        .replaceWith(new RecoveryCodes(codes.codes()));
  }

  /**
   * Removes the authenticator app and its recovery codes.
   *
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link ErrorCode#NOT_FOUND}
   */
  Uni<Void> remove(Caller caller) {
    fresh.require(caller);
    String userId = caller.userId();
    return account(caller)
        .chain(
            account ->
                write(
                    caller,
                    account,
                    MailTemplate.FACTOR_REMOVED,
                    TOTP,
                    List.of(
                        store.deleteExisting(userId, EnrolledFactors.TOTP),
                        store.delete(userId, EnrolledFactors.RECOVERY_CODES)),
                    ErrorCode.NOT_FOUND))
        .invoke(done -> record(SecurityEventType.FACTOR_REMOVAL, userId, caller));
  }

  /**
   * Replaces the recovery codes.
   *
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link ErrorCode#NOT_FOUND}
   *     if no authenticator app is set up
   */
  Uni<RecoveryCodes> replaceCodes(Caller caller) {
    fresh.require(caller);
    String userId = caller.userId();
    RecoveryCodeGenerator.Created codes = recoveryCodes.create(userId);
    return account(caller)
        .chain(
            account ->
                write(
                    caller,
                    account,
                    MailTemplate.RECOVERY_CODES_CREATED,
                    Map.of(),
                    List.of(
                        store.requireTotp(userId),
                        store.putRecoveryCodes(userId, codes.stored(), clock.instant())),
                    ErrorCode.NOT_FOUND))
        .invoke(done -> record(SecurityEventType.RECOVERY_CODES, userId, caller))
        .replaceWith(new RecoveryCodes(codes.codes()));
  }

  /**
   * Writes a change with its notice, unless the caller's session was ended meanwhile.
   *
   * @param changes the first one has the condition of the change
   * @param refused the error if that condition fails
   */
  private Uni<Void> write(
      Caller caller,
      Account account,
      MailTemplate template,
      Map<String, String> values,
      List<TransactWriteItem> changes,
      ErrorCode refused) {
    Notice notice = notices.prepare(template, account, values);
    List<TransactWriteItem> writes = new ArrayList<>(changes);
    writes.add(conditions.stillAuthenticated(caller));
    writes.addAll(notice.writes());
    return dynamo
        .transact(writes)
        .onFailure(failure -> Dynamo.refusedAt(failure, 0))
        .transform(failure -> ApiException.of(refused))
        .onFailure(Dynamo::isRefused)
        .transform(failure -> ApiException.of(ErrorCode.TOKEN_INVALID))
        .invoke(() -> notices.deliver(notice));
  }

  private static int left(Optional<StoredRecoveryCodes> codes) {
    return codes.map(stored -> stored.macs().size()).orElse(0);
  }

  private Uni<Account> account(Caller caller) {
    return accounts.find(caller.userId()).map(AuthenticatedAccount::account);
  }

  private void record(SecurityEventType type, String userId, Caller caller) {
    trail.record(SecurityEvent.done(type, userId).inSession(caller.sessionId()));
  }

  private static void requireNotEnabled(boolean notEnabled) {
    if (!notEnabled) {
      throw ApiException.of(ErrorCode.TOTP_ALREADY_ENABLED);
    }
  }
}
