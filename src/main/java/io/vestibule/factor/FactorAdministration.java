package io.vestibule.factor;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountNotices;
import io.vestibule.account.Notice;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.mail.MailTemplate;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The factors of an account as administrators see and remove them. */
@ApplicationScoped
public class FactorAdministration {
  private final FactorStore store;
  private final List<SecondFactorMethod> methods;
  private final Dynamo dynamo;
  private final AccountNotices notices;
  private final AuditTrail trail;

  FactorAdministration(
      FactorStore store,
      @All List<SecondFactorMethod> methods,
      Dynamo dynamo,
      AccountNotices notices,
      AuditTrail trail) {
    this.store = store;
    this.methods = List.copyOf(methods);
    this.dynamo = dynamo;
    this.notices = notices;
    this.trail = trail;
  }

  public Uni<AccountFactors> describe(String userId) {
    return Uni.combine()
        .all()
        .unis(store.findTotp(userId), store.recoveryCodes(userId), passkeys(userId))
        .with(
            (totp, codes, passkeys) ->
                new AccountFactors(
                    totp.flatMap(Totp::confirmedAt).map(MfaStatus.TotpStatus::new).orElse(null),
                    codes.map(stored -> stored.macs().size()).orElse(0),
                    passkeys));
  }

  /**
   * Removes one factor.
   *
   * @param factor {@code totp} or the id of a passkey
   * @param actor the administrator
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if there is none
   */
  public Uni<Void> remove(Account owner, String factor, String actor) {
    boolean totp = factor.equals(EnrolledFactors.TOTP);
    return (totp ? removeTotp(owner) : removePasskey(owner, factor))
        .invoke(() -> record(owner, actor));
  }

  /** Removes all factors; also if there are none. */
  public Uni<Void> removeAll(Account owner, String actor) {
    return store
        .ids(owner.userId(), Optional.empty())
        .chain(
            ids ->
                ids.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : write(
                        owner,
                        "TOTP, Passkeys",
                        ids.stream().map(id -> store.delete(owner.userId(), id)).toList()))
        .invoke(() -> record(owner, actor));
  }

  private Uni<Void> removeTotp(Account owner) {
    String userId = owner.userId();
    return write(
        owner,
        "TOTP",
        List.of(
            store.deleteExisting(userId, EnrolledFactors.TOTP),
            store.delete(userId, EnrolledFactors.RECOVERY_CODES)));
  }

  private Uni<Void> removePasskey(Account owner, String id) {
    return passkeyMethod()
        .map(method -> method.remove(owner.userId(), id))
        .orElseGet(() -> Uni.createFrom().item(false))
        .invoke(
            removed -> {
              if (!removed) {
                throw ApiException.of(ErrorCode.NOT_FOUND);
              }
            })
        .chain(() -> notices.send(MailTemplate.FACTOR_REMOVED, owner, Map.of("factor", "Passkey")));
  }

  private Uni<Void> write(Account owner, String factor, List<TransactWriteItem> changes) {
    Notice notice = notices.prepare(MailTemplate.FACTOR_REMOVED, owner, Map.of("factor", factor));
    List<TransactWriteItem> writes = new ArrayList<>(changes);
    writes.addAll(notice.writes());
    return dynamo
        .transact(writes)
        .onFailure(Dynamo::isRefused)
        .transform(failure -> ApiException.of(ErrorCode.NOT_FOUND))
        .invoke(() -> notices.deliver(notice));
  }

  private Uni<List<RegisteredFactor>> passkeys(String userId) {
    return passkeyMethod()
        .map(method -> method.list(userId))
        .orElseGet(() -> Uni.createFrom().item(List.of()));
  }

  private Optional<SecondFactorMethod> passkeyMethod() {
    return methods.stream().filter(method -> method.kind() == FactorKind.PASSKEY).findFirst();
  }

  private void record(Account owner, String actor) {
    trail.record(SecurityEvent.done(SecurityEventType.FACTOR_REMOVAL, owner.userId()).by(actor));
  }
}
