package io.vestibule.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.dynamo.JsonAttributes;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ForeignIdentity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a profile may hold and how one becomes the next. */
final class ProfileRules {
  /** Members that requests may not name. */
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

  /** The first profile of a user. */
  static Profile first(String userId, String email, Instant now) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("userId", userId);
    if (email != null) {
      document.put("email", email);
    }
    return begin(document, now);
  }

  /** The first profile of a user of whom another issuer told something. */
  static Profile first(String userId, ForeignIdentity person, Instant now) {
    return begin(told(userId, person), now);
  }

  /** What an issuer told, while the profile itself cannot be read: version 0, never stored. */
  static Profile unstored(ForeignIdentity person) {
    ObjectNode document = told(person.ownsUserId() ? person.subject() : null, person);
    document.set("preferences", JsonNodeFactory.instance.objectNode());
    return new Profile(document.put("version", 0));
  }

  private static ObjectNode told(String userId, ForeignIdentity person) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("userId", userId);
    members.put("email", person.email());
    members.put("givenName", person.givenName());
    members.put("familyName", person.familyName());
    members.put("displayName", person.name());
    members.put("avatarUrl", person.picture());
    members.values().removeIf(Objects::isNull);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    members.forEach(document::put);
    return document;
  }

  private static Profile begin(ObjectNode document, Instant now) {
    document.set("preferences", JsonNodeFactory.instance.objectNode());
    document.put("createdAt", now.toString()).put("updatedAt", now.toString()).put("version", 1);
    return new Profile(document);
  }

  /** {@code wanted} in the place of all that the user may write; the server's members stay. */
  static Profile replace(Profile current, ObjectNode wanted, Instant now) {
    refuseServerOwned(wanted);
    ObjectNode next = JsonNodeFactory.instance.objectNode();
    wanted.properties().stream()
        .filter(member -> !member.getValue().isNull())
        .forEach(member -> next.set(member.getKey(), member.getValue()));
    if (!next.has("preferences")) {
      next.set("preferences", JsonNodeFactory.instance.objectNode());
    }
    return succeed(current, next, now);
  }

  /** {@code patch} merged into the profile by RFC 7396. */
  static Profile merge(Profile current, ObjectNode patch, Instant now) {
    refuseServerOwned(patch);
    ObjectNode next = MergePatch.apply(current.document(), patch);
    return succeed(current, next, now);
  }

  /** The same members, the server's first and the others by name: DynamoDB keeps no order. */
  static ObjectNode inOrder(ObjectNode members) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    SERVER_OWNED.stream()
        .filter(members::has)
        .forEach(member -> document.set(member, members.get(member)));
    members.properties().stream()
        .filter(member -> !SERVER_OWNED.contains(member.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(member -> document.set(member.getKey(), member.getValue()));
    return document;
  }

  private static Profile succeed(Profile current, ObjectNode next, Instant now) {
    next.remove(SERVER_OWNED);
    check(next);
    SERVER_OWNED.stream()
        .filter(current.document()::has)
        .forEach(member -> next.set(member, current.document().get(member)));
    ObjectNode document = inOrder(next);
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
          value.isTextual() && isWebAddress(value.textValue()),
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
   * Pages put it into an {@code <img src>}: a {@code javascript:} or {@code data:} address must not
   * get there.
   */
  private static boolean isWebAddress(String text) {
    if (text.length() > MAX_URL) {
      return false;
    }
    try {
      URI address = URI.create(text);
      return address.getHost() != null
          && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()));
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private static void require(boolean holds, String member, String expected) {
    if (!holds) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, member, expected);
    }
  }
}
