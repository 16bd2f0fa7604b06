package io.vestibule.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.dynamo.JsonAttributes;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ExternalTokenClaims;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Validation of profiles, and how a change creates the next version. */
final class ProfileRules {
  /** Members that a request must not contain. */
  static final List<String> SERVER_OWNED =
      List.of(
          "userId",
          "email",
          "stripeCustomerId",
          "revenueCatId",
          "createdAt",
          "updatedAt",
          "version");

  private static final Set<String> NAMES = Set.of("givenName", "familyName", "displayName");
  private static final int MAX_NAME = 200;
  private static final int MAX_URL = 2_000;
  private static final int MAX_MEMBERS = 200;
  private static final int MAX_MEMBER_NAME = 128;
  private static final int MAX_SIZE = 64 * 1024;

  private ProfileRules() {}

  /** The first version of a profile. */
  static Profile initial(String userId, String email, Instant now) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("userId", userId);
    if (email != null) {
      document.put("email", email);
    }
    return initialVersion(document, now);
  }

  /** The first profile of a user, from the claims of an external issuer. */
  static Profile initial(String userId, ExternalTokenClaims claims, Instant now) {
    return initialVersion(claimsDocument(userId, claims), now);
  }

  /**
   * The first profile of an imported user.
   *
   * @param members as in a request of the user
   */
  static Profile imported(String userId, String email, ObjectNode members, Instant now) {
    ObjectNode document = merge(initial(userId, email, now), members, now).document();
    return new Profile(document.put("version", 1));
  }

  /**
   * A profile from the claims of an external issuer, for when the store cannot be read. Its version
   * is 0 and it is never stored.
   */
  static Profile unstored(ExternalTokenClaims claims) {
    ObjectNode document = claimsDocument(claims.ownsUserId() ? claims.subject() : null, claims);
    document.set("preferences", JsonNodeFactory.instance.objectNode());
    return new Profile(document.put("version", 0));
  }

  private static ObjectNode claimsDocument(String userId, ExternalTokenClaims claims) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("userId", userId);
    members.put("email", claims.email());
    members.put("givenName", claims.givenName());
    members.put("familyName", claims.familyName());
    members.put("displayName", claims.name());
    members.put("avatarUrl", claims.picture());
    members.values().removeIf(Objects::isNull);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    members.forEach(document::put);
    return document;
  }

  private static Profile initialVersion(ObjectNode document, Instant now) {
    document.set("preferences", JsonNodeFactory.instance.objectNode());
    document.put("createdAt", now.toString()).put("updatedAt", now.toString()).put("version", 1);
    return new Profile(inOrder(document));
  }

  /** Replaces all members that the user may write. The server's members are kept. */
  static Profile replace(Profile current, ObjectNode wanted, Instant now) {
    refuseServerOwned(wanted);
    ObjectNode next = JsonNodeFactory.instance.objectNode();
    wanted.properties().stream()
        .filter(member -> !member.getValue().isNull())
        .forEach(member -> next.set(member.getKey(), member.getValue()));
    if (!next.has("preferences")) {
      next.set("preferences", JsonNodeFactory.instance.objectNode());
    }
    return nextVersion(current, next, now);
  }

  /** Merges {@code patch} into the profile (RFC 7396). */
  static Profile merge(Profile current, ObjectNode patch, Instant now) {
    refuseServerOwned(patch);
    ObjectNode next = MergePatch.apply(current.document(), patch);
    return nextVersion(current, next, now);
  }

  /**
   * The same members in a fixed order at each depth: the server's first and the others by name.
   * DynamoDB keeps no order, and one ETag stands for one text.
   */
  static ObjectNode inOrder(ObjectNode members) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    SERVER_OWNED.stream()
        .filter(members::has)
        .forEach(member -> document.set(member, members.get(member)));
    members.properties().stream()
        .filter(member -> !SERVER_OWNED.contains(member.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(member -> document.set(member.getKey(), sorted(member.getValue())));
    return document;
  }

  private static JsonNode sorted(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode sorted = JsonNodeFactory.instance.objectNode();
      object.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(member -> sorted.set(member.getKey(), sorted(member.getValue())));
      return sorted;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode sorted = JsonNodeFactory.instance.arrayNode(array.size());
      array.forEach(element -> sorted.add(sorted(element)));
      return sorted;
    }
    return value;
  }

  private static Profile nextVersion(Profile current, ObjectNode next, Instant now) {
    next.remove(SERVER_OWNED);
    check(next);
    SERVER_OWNED.stream()
        .filter(current.document()::has)
        .forEach(member -> next.set(member, current.document().get(member)));
    ObjectNode document = inOrder(JsonAttributes.canonical(next));
    document.put("updatedAt", now.toString()).put("version", current.version() + 1);
    if (document.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SIZE) {
      throw ApiException.at(ErrorCode.TOO_LARGE, "profile", "must be at most 64 KiB");
    }
    return new Profile(document);
  }

  private static void refuseServerOwned(ObjectNode request) {
    request
        .fieldNames()
        .forEachRemaining(
            member -> {
              if (SERVER_OWNED.contains(member)) {
                throw ApiException.at(ErrorCode.SERVER_OWNED_FIELD, member, "is set by the server");
              }
            });
  }

  private static void check(ObjectNode members) {
    if (members.size() > MAX_MEMBERS) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "profile", "must have at most " + MAX_MEMBERS + " members");
    }
    members.properties().forEach(member -> check(member.getKey(), member.getValue()));
  }

  private static void check(String member, JsonNode value) {
    if (member.isEmpty() || member.length() > MAX_MEMBER_NAME) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "profile", "must have member names of 1 to 128 characters");
    }
    if (NAMES.contains(member)) {
      require(
          value.isTextual() && value.textValue().length() <= MAX_NAME,
          member,
          "must be a string of at most 200 characters");
    } else if (member.equals("avatarUrl")) {
      require(
          value.isTextual() && isWebUrl(value.textValue()),
          member,
          "must be an http or https address of at most 2000 characters");
    } else if (member.equals("preferences")) {
      require(value.isObject(), member, "must be an object");
    }
    require(
        JsonAttributes.isStorable(value),
        member,
        "holds a member without a name or a number of more than 38 digits");
  }

  /**
   * Web pages use it as {@code <img src>}, so a {@code javascript:} or {@code data:} URL must be
   * refused.
   */
  private static boolean isWebUrl(String text) {
    if (text.length() > MAX_URL) {
      return false;
    }
    try {
      URI address = URI.create(text);
      return address.getHost() != null
          && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static void require(boolean holds, String member, String expected) {
    if (!holds) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, member, expected);
    }
  }
}
