package io.vestibule.profile;

import static io.vestibule.dynamo.Item.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The members of profiles that only servers write, for administrators and back ends. They see no
 * other member: the rest of a profile is its owner's.
 */
@ApplicationScoped
public class ServerProfiles {
  /** The customer number at Stripe; the account has it as well. */
  public static final String STRIPE_CUSTOMER_ID = "stripeCustomerId";

  /** The app user at RevenueCat. */
  public static final String REVENUE_CAT_ID = "revenueCatId";

  private final ProfileService profiles;
  private final String table;

  ServerProfiles(ProfileService profiles, TablesConfig tables) {
    this.profiles = profiles;
    this.table = tables.userProfiles();
  }

  /**
   * The members that the server sets.
   *
   * @param document in the order of the profile
   */
  public record ServerProfile(ObjectNode document, long version) {
    static ServerProfile of(Profile profile) {
      ObjectNode document = profile.document().deepCopy().retain(ProfileRules.SERVER_OWNED);
      return new ServerProfile(document, profile.version());
    }

    /** The same as its owner gets. */
    public String etag() {
      return "\"" + version + "\"";
    }
  }

  /**
   * The profile; created if there is none.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<ServerProfile> findOrCreate(String userId) {
    return profiles.findOrCreate(userId).map(ServerProfile::of);
  }

  /**
   * The write of a change to an existing profile. It increases the version, so that a concurrent
   * change by the owner, which replaces the whole profile, is repeated.
   *
   * @param members new values; an empty value removes a member
   * @param expected the version that the client read, for If-Match; empty for any
   */
  public TransactWriteItem write(
      String userId, Map<String, Optional<String>> members, Optional<Long> expected, Instant now) {
    List<String> sets = new ArrayList<>(List.of("updatedAt = :now"));
    List<String> removals = new ArrayList<>();
    Item values = item().time(":now", now).number(":one", 1);
    members.forEach(
        (name, value) ->
            value.ifPresentOrElse(
                text -> {
                  sets.add(name + " = :" + name);
                  values.text(":" + name, text);
                },
                () -> removals.add(name)));
    String removal = removals.isEmpty() ? "" : " REMOVE " + String.join(", ", removals);
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(item().text("userId", userId).attributes())
                    .updateExpression(
                        "SET " + String.join(", ", sets) + " ADD #version :one" + removal)
                    .conditionExpression(condition(expected, values))
                    .expressionAttributeNames(Map.of("#version", "version"))
                    .expressionAttributeValues(values.attributes()))
        .build();
  }

  private static String condition(Optional<Long> expected, Item values) {
    String exists = "attribute_exists(userId)";
    if (expected.isEmpty()) {
      return exists;
    }
    if (expected.get() == 0) {
      return exists + " AND attribute_not_exists(#version)";
    }
    values.number(":expected", expected.get());
    return exists + " AND #version = :expected";
  }
}
