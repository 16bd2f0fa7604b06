package io.vestibule.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.credential.FirebaseHashes;
import java.time.Instant;
import java.util.regex.Pattern;

/** Converts the users of Firebase's and Auth0's export files to what {@link UserLine} reads. */
final class ExportedUsers {
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,14}");
  private static final String AUTH0 = "auth0|";

  private ExportedUsers() {}

  /** A user of Firebase. */
  static JsonNode ofFirebase(JsonNode user, FirebaseHashes hashes) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    copy(user, "localId", line, "user_id");
    copy(user, "email", line, "email");
    copy(user, "emailVerified", line, "email_verified");
    copy(user, "displayName", line, "name");
    String created = user.path("createdAt").asText();
    if (MILLIS.matcher(created).matches()) {
      line.put("created_at", Instant.ofEpochMilli(Long.parseLong(created)).toString());
    }
    profile(line, user.path("displayName"), user.path("photoUrl"));
    if (user.path("disabled").asBoolean()) {
      line.put("status", "suspended");
    }
    String hash = user.path("passwordHash").asText();
    if (!hash.isEmpty()) {
      line.put("password_hash", hashes.stored(hash, user.path("salt").asText()));
    }
    return line;
  }

  /** A user of Auth0, a row of its password hashes, or both in one object. */
  static JsonNode ofAuth0(JsonNode user) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    String objectId = user.path("_id").path("$oid").asText();
    if (user.path("user_id").isTextual()) {
      copy(user, "user_id", line, "user_id");
    } else if (!objectId.isEmpty()) {
      line.put("user_id", AUTH0 + objectId);
    }
    copy(user, "email", line, "email");
    copy(user, "email_verified", line, "email_verified");
    copy(user, "name", line, "name");
    copy(user, "created_at", line, "created_at");
    copy(user, "passwordHash", line, "password_hash");
    copy(user, "password_hash", line, "password_hash");
    profile(line, user.path("nickname"), user.path("picture"));
    if (user.path("blocked").asBoolean()) {
      line.put("status", "suspended");
    }
    return line;
  }

  private static void copy(JsonNode from, String name, ObjectNode to, String as) {
    if (from.hasNonNull(name)) {
      to.set(as, from.get(name));
    }
  }

  private static void profile(ObjectNode line, JsonNode displayName, JsonNode picture) {
    ObjectNode profile = JsonNodeFactory.instance.objectNode();
    if (displayName.isTextual()) {
      profile.set("displayName", displayName);
    }
    if (picture.isTextual()) {
      profile.set("avatarUrl", picture);
    }
    if (!profile.isEmpty()) {
      line.set("profile", profile);
    }
  }
}
