package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.ChallengeMails.ChallengeMail;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.credential.Credential;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.outbox.Outbox;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.Plans;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Accounts that administrators create. Such an account has no password: its owner chooses one with
 * the link of the invitation, or says that it is forgotten. No administrator ever knows it.
 */
@ApplicationScoped
public class CreatedAccounts {
  private static final int KEY_SALT_SIZE = 32;

  private final AccountStore store;
  private final ApiTokens apiTokens;
  private final Plans plans;
  private final ChallengeMails challengeMails;
  private final Outbox outbox;
  private final EventPublisher events;
  private final AuditTrail trail;
  private final InstantSource clock;
  private final SecureRandom random;

  CreatedAccounts(
      AccountStore store,
      ApiTokens apiTokens,
      Plans plans,
      ChallengeMails challengeMails,
      Outbox outbox,
      EventPublisher events,
      AuditTrail trail,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.apiTokens = apiTokens;
    this.plans = plans;
    this.challengeMails = challengeMails;
    this.outbox = outbox;
    this.events = events;
    this.trail = trail;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Creates the account, with its invitation in the same transaction.
   *
   * @param actor the administrator
   * @return the id of the account
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} for a plan that is not configured,
   *     {@link ErrorCode#USER_EXISTS}
   */
  public Uni<String> create(NewAccount wanted, boolean invite, String actor) {
    if (!plans.exists(wanted.plan())) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "plan", "must be one of " + String.join(", ", plans.names()));
    }
    // Also in a spelling that earlier versions stored.
    return store
        .findUserId(wanted.email())
        .invoke(taken -> refuseIf(taken.isPresent()))
        .chain(() -> write(wanted, invite, actor));
  }

  /** Sends the link, which voids the one of an earlier invitation. */
  public Uni<Void> invite(Account account, String actor) {
    return challengeMails
        .send(ChallengePurpose.INVITATION, account.userId(), account.email())
        .invoke(() -> record(SecurityEventType.INVITATION, account.userId(), actor));
  }

  private Uni<String> write(NewAccount wanted, boolean invite, String actor) {
    String userId = UUID.randomUUID().toString();
    ApiToken apiToken = apiTokens.create();
    StoredAccount stored = account(wanted, userId, apiToken);
    Account account = stored.account();
    List<TransactWriteItem> further = new ArrayList<>();
    further.add(
        apiTokens.creation(apiToken, userId, account.email(), account.plan(), account.createdAt()));
    Optional<ChallengeMail> mail =
        invite
            ? Optional.of(
                challengeMails.prepare(ChallengePurpose.INVITATION, userId, account.email()))
            : Optional.empty();
    mail.map(ChallengeMail::writes).ifPresent(further::addAll);
    return events
        .prepare(Event.of(EventType.USER_CREATED, userId).with("origin", "administrator"))
        .chain(
            event ->
                store
                    .create(stored, event.after(further))
                    .invoke(created -> refuseIf(!created))
                    .invoke(event::deliver))
        .invoke(
            () -> {
              mail.map(ChallengeMail::mail).ifPresent(outbox::deliverSoon);
              record(SecurityEventType.ACCOUNT_CREATION, userId, actor);
              if (invite) {
                record(SecurityEventType.INVITATION, userId, actor);
              }
            })
        .replaceWith(userId);
  }

  private StoredAccount account(NewAccount wanted, String userId, ApiToken apiToken) {
    byte[] keySalt = new byte[KEY_SALT_SIZE];
    random.nextBytes(keySalt);
    return new StoredAccount(
        Account.of(wanted, userId, clock.instant()),
        new Credential(
            null, HexFormat.of().formatHex(keySalt), null, apiTokens.seal(apiToken, userId)));
  }

  private void record(SecurityEventType type, String userId, String actor) {
    trail.record(SecurityEvent.done(type, userId).by(actor));
  }

  private static void refuseIf(boolean taken) {
    if (taken) {
      throw ApiException.of(ErrorCode.USER_EXISTS);
    }
  }
}
