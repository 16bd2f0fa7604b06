package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.session.SessionValidity;
import io.vestibule.session.SessionValiditySource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The attributes of the users table that decide which sessions of an account are valid: {@code
 * status}, {@code sessions_valid_after} (S, ISO-8601) and {@code kept_session_id} (S, the session
 * that changed the password or ended the others).
 */
@ApplicationScoped
class SessionValidityStore implements SessionValiditySource {

  private final Dynamo dynamo;
  private final String users;

  SessionValidityStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
  }

  @Override
  public Uni<SessionValidity> find(String userId) {
    return dynamo
        .read(
            users,
            AccountItems.key(userId),
            List.of("status", AccountItems.SESSIONS_VALID_AFTER, AccountItems.KEPT_SESSION))
        .map(found -> found.map(SessionValidityStore::read).orElse(SessionValidity.UNRESTRICTED));
  }

  @Override
  public Uni<Void> invalidate(String userId, Instant until, String keptSessionId) {
    AttributeChange change = new AttributeChange().invalidateSessions(until, keptSessionId);
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(users)
                            .key(AccountItems.key(userId))
                            .updateExpression(change.expression())
                            .conditionExpression("attribute_exists(user_id)")
                            .expressionAttributeNames(change.names())
                            .expressionAttributeValues(change.values())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  private static SessionValidity read(StoredItem row) {
    return new SessionValidity(
        Status.SUSPENDED.wire().equals(row.textOrNull("status")),
        row.timeOrNull(AccountItems.SESSIONS_VALID_AFTER),
        row.textOrNull(AccountItems.KEPT_SESSION));
  }
}
