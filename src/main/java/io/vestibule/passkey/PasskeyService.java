package io.vestibule.passkey;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.vestibule.challenge.ReplayGuard;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.mail.MailTemplate;
import io.vestibule.passkey.CeremonyStates.Ceremony;
import io.vestibule.passkey.NewPasskeyStore.Addition;
import io.vestibule.passkey.PasskeyVerifier.NewCredential;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Registration and administration of an account's passkeys. */
@ApplicationScoped
class PasskeyService {
  /** For the notices. */
  private static final Map<String, String> FACTOR = Map.of("factor", "Passkey");

  private final AccountService accounts;
  private final AccountConditions conditions;
  private final PasskeyStore store;
  private final NewPasskeyStore additions;
  private final CeremonyStates states;
  private final CeremonyOptions options;
  private final PasskeyVerifier verifier;
  private final PasskeyProviders providers;
  private final ReplayGuard replays;
  private final FreshAuthentication freshness;
  private final AccountNotices notices;
  private final AuditTrail trail;
  private final InstantSource clock;

  PasskeyService(
      AccountService accounts,
      AccountConditions conditions,
      PasskeyStore store,
      NewPasskeyStore additions,
      CeremonyStates states,
      CeremonyOptions options,
      RelyingParty relyingParty,
      PasskeyProviders providers,
      ReplayGuard replays,
      FreshAuthentication freshness,
      AccountNotices notices,
      AuditTrail trail,
      InstantSource clock) {
    this.accounts = accounts;
    this.conditions = conditions;
    this.store = store;
    this.additions = additions;
    this.states = states;
    this.options = options;
    this.verifier = new PasskeyVerifier(relyingParty);
    this.providers = providers;
    this.replays = replays;
    this.freshness = freshness;
    this.notices = notices;
    this.trail = trail;
    this.clock = clock;
  }

  /** The passkeys, oldest first. */
  Uni<PasskeyList> list(Caller caller) {
    return Uni.combine()
        .all()
        .unis(accounts.find(caller.userId()), store.list(caller.userId()))
        .asTuple()
        .map(
            both -> {
              Optional<String> currentKey = currentKey(both.getItem1());
              return new PasskeyList(
                  both.getItem2().stream()
                      .map(passkey -> PasskeySummary.of(passkey, currentKey))
                      .toList());
            });
  }

  /**
   * Starts a registration.
   *
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link
   *     ErrorCode#TOO_MANY_PASSKEYS}
   */
  Uni<PasskeyOptions> start(Caller caller) {
    freshness.require(caller);
    String userId = requireStorable(caller.userId());
    return Uni.combine()
        .all()
        .unis(accounts.find(userId), store.list(userId))
        .asTuple()
        .map(
            both -> {
              if (both.getItem2().size() >= NewPasskeyStore.MAX_PASSKEYS) {
                throw ApiException.of(ErrorCode.TOO_MANY_PASSKEYS);
              }
              Ceremony ceremony = states.start();
              return new PasskeyOptions(
                  states.seal(ceremony, CeremonyPurpose.REGISTRATION, userId),
                  options.creation(
                      both.getItem1().account(), both.getItem2(), ceremony.challenge()));
            });
  }

  /**
   * Completes a registration.
   *
   * @throws ApiException {@link ErrorCode#PASSKEY_NOT_CREATED} if the response is not valid for the
   *     state, {@link ErrorCode#PASSKEY_EXISTS}, {@link ErrorCode#TOO_MANY_PASSKEYS}
   */
  Uni<PasskeySummary> register(Caller caller, JsonNode body) {
    freshness.require(caller);
    String state = JsonBody.of(body).requiredText("state", CeremonyStates.MAX_LENGTH);
    Optional<String> name = PasskeyName.find(body);
    RegistrationResponse response = RegistrationResponse.from(body);
    Ceremony ceremony =
        states
            .open(state, CeremonyPurpose.REGISTRATION, caller.userId())
            .orElseThrow(() -> ApiException.of(ErrorCode.PASSKEY_NOT_CREATED));
    NewCredential created =
        verifier
            .verify(response, ceremony.challenge())
            .orElseThrow(() -> ApiException.of(ErrorCode.PASSKEY_NOT_CREATED));
    String provider = providers.name(created.aaguid());
    Passkey passkey =
        new Passkey(
            caller.userId(),
            response.id(),
            name.orElse(provider),
            created.credential(),
            created.signCount(),
            created.backupEligible(),
            created.backedUp(),
            response.prf(),
            clock.instant(),
            null,
            Map.of());
    return accounts.find(caller.userId()).chain(owner -> add(caller, owner, passkey, ceremony));
  }

  private Uni<PasskeySummary> add(
      Caller caller, AuthenticatedAccount owner, Passkey passkey, Ceremony ceremony) {
    Notice notice = notice(MailTemplate.FACTOR_ADDED, owner.account());
    return additions
        .add(
            passkey,
            replays.use(ceremony.replayId(), caller.userId(), ceremony.expiresAt()),
            conditions.stillAuthenticated(caller),
            notice)
        .invoke(PasskeyService::requireDone)
        .invoke(() -> notices.deliver(notice))
        .invoke(() -> trail.record(SecurityEvent.done(SecurityEventType.FACTOR_ADDITION, caller)))
        .replaceWith(() -> PasskeySummary.of(passkey, currentKey(owner)));
  }

  /**
   * @throws ApiException {@link ErrorCode#PASSKEY_NOT_FOUND}
   */
  Uni<PasskeySummary> rename(Caller caller, String id, JsonNode body) {
    String name =
        PasskeyName.find(body)
            .orElseThrow(() -> ApiException.at(ErrorCode.INVALID_REQUEST, "name", "is required"));
    return require(store.rename(caller.userId(), requireId(id), name))
        .chain(() -> accounts.find(caller.userId()))
        .chain(
            owner ->
                store
                    .find(caller.userId(), id)
                    .map(
                        found ->
                            found
                                .map(passkey -> PasskeySummary.of(passkey, currentKey(owner)))
                                .orElseThrow(() -> ApiException.of(ErrorCode.PASSKEY_NOT_FOUND))));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link
   *     ErrorCode#PASSKEY_NOT_FOUND}
   */
  Uni<Void> remove(Caller caller, String id) {
    freshness.require(caller);
    return find(caller.userId(), requireId(id))
        .chain(
            passkey ->
                accounts
                    .find(caller.userId())
                    .map(owner -> notice(MailTemplate.FACTOR_REMOVED, owner.account())))
        .chain(
            notice ->
                require(store.remove(caller.userId(), id, notice))
                    .invoke(() -> notices.deliver(notice)))
        .invoke(() -> trail.record(SecurityEvent.done(SecurityEventType.FACTOR_REMOVAL, caller)));
  }

  /**
   * Stores an audio key under the PRF output of a passkey.
   *
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link
   *     ErrorCode#PASSKEY_NOT_FOUND}, {@link ErrorCode#INVALID_REQUEST} also for a key that the
   *     account does not have
   */
  Uni<Void> putWrap(Caller caller, String id, JsonNode body) {
    freshness.require(caller);
    PasskeyWrap wrap = PasskeyWrap.from(body, caller.userId());
    requireId(id);
    return accounts
        .find(caller.userId())
        .invoke(
            owner -> {
              AudioKeyset keys = owner.audioKeys();
              if (keys == null || keys.find(wrap.keyId()).isEmpty()) {
                throw ApiException.at(
                    ErrorCode.INVALID_REQUEST, "key_id", "must be one of the account's audio keys");
              }
            })
        .chain(() -> require(store.putWrap(caller.userId(), id, wrap)))
        .invoke(
            () -> trail.record(SecurityEvent.done(SecurityEventType.PASSKEY_AUDIO_KEY, caller)));
  }

  private Uni<Passkey> find(String userId, String id) {
    return store
        .find(userId, id)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.PASSKEY_NOT_FOUND)));
  }

  private Notice notice(MailTemplate template, Account owner) {
    return notices.prepare(template, owner, FACTOR);
  }

  private static Optional<String> currentKey(AuthenticatedAccount owner) {
    return Optional.ofNullable(owner.audioKeys()).map(keys -> keys.current().keyId());
  }

  private static String requireId(String id) {
    if (!CredentialJson.isId(id)) {
      throw ApiException.of(ErrorCode.PASSKEY_NOT_FOUND);
    }
    return id;
  }

  /** Ids of external issuers may be longer than an authenticator stores. */
  private static String requireStorable(String userId) {
    if (userId.getBytes(StandardCharsets.UTF_8).length > CredentialJson.MAX_USER_HANDLE) {
      throw ApiException.of(ErrorCode.PASSKEY_NOT_CREATED);
    }
    return userId;
  }

  private static Uni<Void> require(Uni<Boolean> found) {
    return found
        .invoke(
            exists -> {
              if (!exists) {
                throw ApiException.of(ErrorCode.PASSKEY_NOT_FOUND);
              }
            })
        .replaceWithVoid();
  }

  private static void requireDone(Addition result) {
    ErrorCode refusal =
        switch (result) {
          case DONE -> null;
          case REPLAYED -> ErrorCode.PASSKEY_NOT_CREATED;
          case EXISTS -> ErrorCode.PASSKEY_EXISTS;
          case TOO_MANY -> ErrorCode.TOO_MANY_PASSKEYS;
          case NO_ACCOUNT -> ErrorCode.TOKEN_INVALID;
          case OVERTAKEN -> ErrorCode.CONFLICT;
        };
    if (refusal != null) {
      throw ApiException.of(refusal);
    }
  }
}
