package io.vestibule.passkey;

import static io.vestibule.dynamo.Item.item;
import static io.vestibule.passkey.PasskeyItems.key;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Notice;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Writes new passkeys to the factors table. A row {@code passkeys} of the account has a {@code
 * version} (N), which every registration increases. Losing it is harmless.
 */
@ApplicationScoped
class NewPasskeyStore {
  static final int MAX_PASSKEYS = 10;

  private static final String VERSION = "passkeys";

  /** Ten passkeys, and some registrations that are refused. */
  private static final int ATTEMPTS = 30;

  private final PasskeyStore passkeys;
  private final Dynamo dynamo;
  private final String table;

  NewPasskeyStore(PasskeyStore passkeys, Dynamo dynamo, TablesConfig tables) {
    this.passkeys = passkeys;
    this.dynamo = dynamo;
    this.table = tables.factors();
  }

  /** The outcome of {@link #add}. Only the first one writes. */
  enum Addition {
    DONE,
    /** The state of the ceremony was used before. */
    REPLAYED,
    /** The account has this credential already. */
    EXISTS,
    TOO_MANY,
    /** The account does not exist, is being erased, or has ended the session. */
    NO_ACCOUNT,
    /** Other registrations were faster, again and again. */
    OVERTAKEN
  }

  /**
   * Stores a new passkey together with the use of its state and the notice. The version makes
   * registrations at the same moment follow each other, so that each counts those before it.
   *
   * @param used the write of {@link io.vestibule.challenge.ReplayGuard}
   * @param account the condition on the account
   */
  Uni<Addition> add(
      Passkey passkey, TransactWriteItem used, TransactWriteItem account, Notice notice) {
    return add(passkey, used, account, notice, ATTEMPTS);
  }

  private Uni<Addition> add(
      Passkey passkey,
      TransactWriteItem used,
      TransactWriteItem account,
      Notice notice,
      int attempts) {
    String userId = passkey.userId();
    // The version first: the passkeys are then not older than it.
    return dynamo
        .read(table, key(userId, VERSION))
        .map(found -> found.map(row -> row.number("version")).orElse(0L))
        .chain(
            version ->
                passkeys
                    .list(userId)
                    .chain(
                        existing ->
                            existing.size() >= MAX_PASSKEYS
                                ? Uni.createFrom().item(Addition.TOO_MANY)
                                : write(passkey, used, account, notice, version)))
        .chain(
            result ->
                result == Addition.OVERTAKEN && attempts > 1
                    ? add(passkey, used, account, notice, attempts - 1)
                    : Uni.createFrom().item(result));
  }

  private Uni<Addition> write(
      Passkey passkey,
      TransactWriteItem used,
      TransactWriteItem account,
      Notice notice,
      long version) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(used);
    writes.add(Dynamo.putNew(table, "factor_id", PasskeyItems.row(passkey)));
    writes.add(account);
    writes.add(increase(passkey.userId(), version));
    writes.addAll(notice.writes());
    return dynamo
        .transact(writes)
        .replaceWith(Addition.DONE)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(NewPasskeyStore::refusal);
  }

  private TransactWriteItem increase(String userId, long version) {
    return TransactWriteItem.builder()
        .update(
            row ->
                row.tableName(table)
                    .key(key(userId, VERSION))
                    .updateExpression("SET version = :next")
                    .conditionExpression(
                        version == 0 ? "attribute_not_exists(factor_id)" : "version = :read")
                    .expressionAttributeValues(
                        (version == 0 ? item() : item().number(":read", version))
                            .number(":next", version + 1)
                            .attributes()))
        .build();
  }

  private static Addition refusal(Throwable failure) {
    if (Dynamo.refusedAt(failure, 0)) {
      return Addition.REPLAYED;
    }
    if (Dynamo.refusedAt(failure, 1)) {
      return Addition.EXISTS;
    }
    return Dynamo.refusedAt(failure, 2) ? Addition.NO_ACCOUNT : Addition.OVERTAKEN;
  }
}
