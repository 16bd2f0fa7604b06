package io.vestibule.identity;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountItems;
import io.vestibule.account.AttributeChange;
import io.vestibule.account.LegacyRecord;
import io.vestibule.account.PendingMigrations;
import io.vestibule.account.StoredAccount;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Writes the accounts of federated users. The account's {@code received_claims} (SS, claim names)
 * lists what issuers have stated about the user so far: each claim completes an account once, so
 * that a value which the owner removes later does not come back.
 */
@ApplicationScoped
class ProvisioningStore {
  private static final String RECEIVED_CLAIMS = "received_claims";

  private final Dynamo dynamo;
  private final EventPublisher events;
  private final String users;
  private final String logins;

  ProvisioningStore(Dynamo dynamo, EventPublisher events, TablesConfig tables) {
    this.dynamo = dynamo;
    this.events = events;
    this.users = tables.users();
    this.logins = tables.userLogins();
  }

  /**
   * Writes identity, account, API token and, if {@code claim} says so, the address, in one
   * transaction.
   *
   * @param claims names of the claims that the account is made from
   */
  Uni<WriteResult> create(
      StoredAccount stored,
      FederatedIdentity identity,
      Set<String> claims,
      EmailClaim claim,
      TransactWriteItem apiToken) {
    Map<String, AttributeValue> user = new LinkedHashMap<>(AccountItems.write(stored));
    user.put(FederatedIdentityStore.IDENTITIES, AttributeValue.fromSs(List.of(identity.key())));
    PendingMigrations.mark(identity.issuer(), stored.account().userId())
        .ifPresent(pool -> user.put(PendingMigrations.ATTRIBUTE, pool));
    if (!claims.isEmpty()) {
      user.put(RECEIVED_CLAIMS, AttributeValue.fromSs(List.copyOf(claims)));
    }
    TransactWriteItem creation = Dynamo.putNew(users, "user_id", user);
    return write(stored.account(), identity, creation, claim, apiToken);
  }

  /**
   * Turns the record that an earlier system left under that id into an account: adds what it lacks
   * and, of what users see of it, replaces only the address, by the one that is claimed, and the
   * plan, which a record cannot have. {@link WriteResult#ACCOUNT_REFUSED} if it is not such a
   * record or has an attribute of another type, with which the account could not be read.
   */
  Uni<WriteResult> adopt(
      StoredAccount stored,
      FederatedIdentity identity,
      EmailClaim claim,
      TransactWriteItem apiToken) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>(AccountItems.write(stored));
    attributes.remove("user_id");
    AttributeChange change = new AttributeChange();
    if (claim.reservesAddress()) {
      // An erasure releases the address that is stored in the account.
      change.set("email", attributes.remove("email"));
    }
    attributes.forEach(
        (name, value) -> {
          if (LegacyRecord.names().contains(name)) {
            change.setIfAbsent(name, value);
          } else {
            change.set(name, value);
          }
        });
    change.add(FederatedIdentityStore.IDENTITIES, AttributeValue.fromSs(List.of(identity.key())));
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    String condition = LegacyRecord.readable(names, values);
    PendingMigrations.mark(identity.issuer(), stored.account().userId())
        .ifPresent(pool -> change.set(PendingMigrations.ATTRIBUTE, pool));
    names.putAll(change.names());
    values.putAll(change.values());
    TransactWriteItem adoption =
        TransactWriteItem.builder()
            .update(
                update ->
                    update
                        .tableName(users)
                        .key(AccountItems.key(stored.account().userId()))
                        .updateExpression(change.expression())
                        .conditionExpression(
                            "attribute_exists(user_id) AND attribute_not_exists("
                                + AccountItems.ERASING
                                + ") AND attribute_not_exists(sealed_api_token)"
                                + " AND attribute_not_exists(password_hash)"
                                + condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
            .build();
    return write(stored.account(), identity, adoption, claim, apiToken);
  }

  /** Sets {@code lastLoginAt} unless it is later already. */
  Uni<Void> recordSignIn(String userId, Instant at) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(users)
                            .key(AccountItems.key(userId))
                            .updateExpression("SET lastLoginAt = :at")
                            .conditionExpression(
                                "attribute_exists(user_id) AND (attribute_not_exists(lastLoginAt)"
                                    + " OR attribute_type(lastLoginAt, :null)"
                                    + " OR lastLoginAt < :at)")
                            .expressionAttributeValues(
                                item().time(":at", at).text(":null", "NULL").attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /** Names of the claims that the account has received. Read consistently. */
  Uni<Set<String>> receivedClaims(String userId) {
    return dynamo
        .read(users, AccountItems.key(userId), List.of(RECEIVED_CLAIMS))
        .map(
            found ->
                found
                    .map(row -> row.attributes().get(RECEIVED_CLAIMS))
                    .map(claims -> Set.copyOf(claims.ss()))
                    .orElse(Set.of()));
  }

  /**
   * Writes what a completion adds, and claims its address if it has a verified one. {@link
   * WriteResult#ACCOUNT_REFUSED} if one of the values has changed meanwhile.
   */
  Uni<WriteResult> complete(ClaimsCompletion completion, EmailClaim claim, Instant now) {
    AttributeChange change = new AttributeChange();
    completion.attributes().forEach(change::set);
    if (!completion.attributes().isEmpty()) {
      change.set("updatedAt", AttributeValue.fromS(now.toString()));
    }
    change.add(RECEIVED_CLAIMS, AttributeValue.fromSs(List.copyOf(completion.received())));
    Map<String, String> names = new LinkedHashMap<>(change.names());
    Map<String, AttributeValue> values = new LinkedHashMap<>(change.values());
    String condition = completion.condition(names, values);
    TransactWriteItem update =
        TransactWriteItem.builder()
            .update(
                item ->
                    item.tableName(users)
                        .key(AccountItems.key(completion.userId()))
                        .updateExpression(change.expression())
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
            .build();
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(update);
    if (claim.takeOver().isPresent()) {
      items.addAll(claim.writes());
    } else {
      completion
          .claimedEmail()
          .ifPresent(
              email ->
                  items.add(
                      LoginRows.claim(
                          logins, AccountItems.emailLogin(email), completion.userId(), now)));
    }
    return dynamo
        .transact(items)
        .replaceWith(WriteResult.DONE)
        .onFailure(failure -> Dynamo.refusedAt(failure, 0))
        .recoverWithItem(WriteResult.ACCOUNT_REFUSED)
        .onFailure(failure -> WriteResult.isRefusedFrom(failure, 1, items.size()))
        .recoverWithItem(WriteResult.EMAIL_TAKEN);
  }

  private Uni<WriteResult> write(
      Account account,
      FederatedIdentity identity,
      TransactWriteItem user,
      EmailClaim claim,
      TransactWriteItem apiToken) {
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(
        LoginRows.put(
            logins, identity.key(), account.userId(), account.createdAt(), LoginRows.NOT_IN_USE));
    items.add(user);
    items.add(apiToken);
    if (claim.takeOver().isPresent()) {
      items.addAll(claim.writes());
    } else if (claim.reservesAddress()) {
      items.add(
          LoginRows.put(
              logins,
              AccountItems.emailLogin(account.email()),
              account.userId(),
              account.createdAt(),
              LoginRows.NOT_EXISTS));
    }
    return events
        .prepare(Event.of(EventType.USER_CREATED, account.userId()).with("origin", "federation"))
        .chain(event -> WriteResult.of(dynamo.transact(event.after(items)).invoke(event::deliver)));
  }
}
