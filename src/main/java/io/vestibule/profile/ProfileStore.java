package io.vestibule.profile;

import static io.vestibule.dynamo.Item.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.JsonAttributes;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * The profiles table. Each member of the document is an attribute of the item: {@code userId} (S)
 * is the key, {@code version} (N).
 */
@ApplicationScoped
class ProfileStore {
  /** The version of profiles that were written without one, as in tables of seed 001's guide. */
  private static final long UNVERSIONED = 0;

  private final Dynamo dynamo;
  private final String table;

  ProfileStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.userProfiles();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "userId", Index.by("EmailIndex", "email").keysOnly());
  }

  /** A strongly consistent read, so that a client sees its own writes. */
  Uni<Optional<Profile>> find(String userId) {
    return dynamo
        .read(table, item().text("userId", userId).attributes())
        .map(found -> found.map(ProfileStore::read));
  }

  /** Returns false if the user has a profile already. */
  Uni<Boolean> create(Profile profile) {
    return write(put(profile).conditionExpression("attribute_not_exists(userId)"));
  }

  /** Returns false if the stored version is no longer {@code replaced}. */
  Uni<Boolean> replace(Profile profile, long replaced) {
    PutItemRequest.Builder put =
        put(profile).expressionAttributeNames(Map.of("#version", "version"));
    return write(
        replaced == UNVERSIONED
            ? put.conditionExpression("attribute_exists(userId) AND attribute_not_exists(#version)")
            : put.conditionExpression("#version = :replaced")
                .expressionAttributeValues(item().number(":replaced", replaced).attributes()));
  }

  /** Deletes the profile. Idempotent. */
  Uni<Void> delete(String userId) {
    return dynamo
        .call(
            db ->
                db.deleteItem(
                    delete ->
                        delete.tableName(table).key(item().text("userId", userId).attributes())))
        .replaceWithVoid();
  }

  private Uni<Boolean> write(PutItemRequest.Builder put) {
    return dynamo
        .call(db -> db.putItem(put.build()))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  private PutItemRequest.Builder put(Profile profile) {
    return PutItemRequest.builder()
        .tableName(table)
        .item(JsonAttributes.fromObject(profile.document()));
  }

  private static Profile read(StoredItem item) {
    ObjectNode document = ProfileRules.inOrder(JsonAttributes.toObject(item.attributes()));
    if (!document.has("version")) {
      document.put("version", UNVERSIONED);
    }
    return new Profile(document);
  }
}
