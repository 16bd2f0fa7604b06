package io.vestibule.address;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountItems;
import io.vestibule.account.AttributeChange;
import io.vestibule.account.PendingMigrations;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Which account has an address, in the users and logins tables. Attributes of the account: {@code
 * email}, {@code emailVerified}, {@code email_proof} (S, {@value #MAILBOX} if the address was
 * proven outside a session), {@code identities} (SS, keys of login rows) and {@code revert_links}
 * (SS, see {@link RevertLink}).
 */
@ApplicationScoped
class AddressStore {
  static final String EMAIL_PROOF = "email_proof";
  static final String MAILBOX = "mailbox";
  static final String IDENTITIES = "identities";
  static final String REVERT_LINKS = "revert_links";

  private static final String NOT_ERASING =
      "attribute_exists(user_id) AND attribute_not_exists(" + AccountItems.ERASING + ")";
  private static final String UNVERIFIED =
      "(attribute_not_exists(emailVerified) OR emailVerified = :false)";

  private final Dynamo dynamo;
  private final String users;
  private final String logins;

  AddressStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
    this.logins = tables.userLogins();
  }

  /** The account, read consistently. Empty if there is none or if it is being erased. */
  Uni<Optional<AddressState>> find(String userId) {
    return dynamo
        .read(users, AccountItems.key(userId))
        .map(found -> found.filter(row -> !row.has(AccountItems.ERASING)).map(AddressStore::read));
  }

  /** The account that logs in with exactly this spelling of an address, read consistently. */
  Uni<Optional<String>> holder(String email) {
    return loginRow(AccountItems.emailLogin(email)).map(row -> row.map(it -> it.text("user_id")));
  }

  /** Those of the login rows that were created after that time. */
  Uni<List<String>> createdAfter(Collection<String> loginKeys, Instant time) {
    return Multi.createFrom()
        .iterable(loginKeys)
        .onItem()
        .transformToUniAndConcatenate(
            key ->
                loginRow(key)
                    .map(
                        row ->
                            row.map(it -> it.timeOrNull("created_at"))
                                .filter(created -> created.isAfter(time))
                                .map(created -> key)))
        .filter(Optional::isPresent)
        .map(Optional::get)
        .collect()
        .asList();
  }

  /** Changes the account if its address, API token and identities are as in {@code before}. */
  TransactWriteItem update(AddressState before, AddressChange addressChange) {
    AttributeChange change = addressChange.attributes();
    Map<String, String> names = new LinkedHashMap<>(change.names());
    Map<String, AttributeValue> values = new LinkedHashMap<>(change.values());
    String condition = NOT_ERASING + " AND sealed_api_token = :sealed";
    values.put(":sealed", AttributeValue.fromS(before.stored().credential().sealedApiToken()));
    if (before.email().isPresent()) {
      condition += " AND email = :email";
      values.put(":email", AttributeValue.fromS(before.email().get()));
    }
    condition += unchanged(IDENTITIES, before.identities(), values);
    condition += unchanged(REVERT_LINKS, texts(before.reverts()), values);
    String complete =
        condition
            + addressChange
                .credential()
                .map(credential -> credential.condition(names, values))
                .orElse("");
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(users)
                    .key(AccountItems.key(before.userId()))
                    .updateExpression(change.expression())
                    .conditionExpression(complete)
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values))
        .build();
  }

  /**
   * Gives the address to the account. The condition fails if another account has it.
   *
   * @param from the account that has the address until now; empty if it is free or the account's
   *     own
   */
  TransactWriteItem assign(String email, String userId, Optional<String> from, Instant now) {
    Item values = item().text(":user", userId).time(":now", now);
    from.ifPresent(holder -> values.text(":holder", holder));
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(logins)
                    .key(item().text("login", AccountItems.emailLogin(email)).attributes())
                    .updateExpression(
                        from.isPresent()
                            ? "SET user_id = :user, created_at = :now"
                            : "SET user_id = :user, created_at = if_not_exists(created_at, :now)")
                    .conditionExpression(
                        from.isPresent()
                            ? "user_id = :holder"
                            : "attribute_not_exists(login) OR user_id = :user")
                    .expressionAttributeValues(values.attributes()))
        .build();
  }

  /** Takes the address away from an account that has not verified it. */
  TransactWriteItem release(String email, String holder, Instant now) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(users)
                    .key(AccountItems.key(holder))
                    .updateExpression("SET updatedAt = :now REMOVE email")
                    .conditionExpression(NOT_ERASING + " AND email = :email AND " + UNVERIFIED)
                    .expressionAttributeValues(
                        item()
                            .time(":now", now)
                            .text(":email", email)
                            .flag(":false", false)
                            .attributes()))
        .build();
  }

  /** Deletes a login row of the account. */
  TransactWriteItem deleteLogin(String key, String userId) {
    return TransactWriteItem.builder()
        .delete(
            delete ->
                delete
                    .tableName(logins)
                    .key(item().text("login", key).attributes())
                    .conditionExpression("attribute_not_exists(login) OR user_id = :user")
                    .expressionAttributeValues(item().text(":user", userId).attributes()))
        .build();
  }

  /**
   * Writes all or nothing.
   *
   * @param consumption the write of the challenge; empty if there is none
   */
  Uni<AddressWriteResult> write(
      Optional<TransactWriteItem> consumption, List<TransactWriteItem> writes) {
    List<TransactWriteItem> all = Stream.concat(consumption.stream(), writes.stream()).toList();
    return dynamo
        .transact(all)
        .replaceWith(AddressWriteResult.DONE)
        .onFailure(failure -> consumption.isPresent() && Dynamo.refusedAt(failure, 0))
        .recoverWithItem(AddressWriteResult.CHALLENGE_USED)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(AddressWriteResult.CHANGED_MEANWHILE);
  }

  static List<String> texts(List<RevertLink> links) {
    return links.stream().map(RevertLink::text).toList();
  }

  private Uni<Optional<StoredItem>> loginRow(String key) {
    return dynamo.read(logins, item().text("login", key).attributes());
  }

  private static String unchanged(
      String attribute, Collection<String> before, Map<String, AttributeValue> values) {
    if (before.isEmpty()) {
      return " AND attribute_not_exists(" + attribute + ")";
    }
    values.put(":" + attribute, AttributeValue.fromSs(List.copyOf(before)));
    return " AND " + attribute + " = :" + attribute;
  }

  private static AddressState read(StoredItem row) {
    return new AddressState(
        AccountItems.read(row),
        MAILBOX.equals(row.textOrNull(EMAIL_PROOF)),
        Set.copyOf(strings(row, IDENTITIES)),
        strings(row, REVERT_LINKS).stream().map(RevertLink::parse).toList(),
        row.has(PendingMigrations.ATTRIBUTE));
  }

  private static List<String> strings(StoredItem row, String attribute) {
    AttributeValue value = row.attributes().get(attribute);
    return value == null ? List.of() : value.ss();
  }
}
