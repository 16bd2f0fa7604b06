package io.vestibule.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A user's profile: known members as in seed 001 ({@code givenName, familyName, displayName,
 * avatarUrl, preferences}), members only the server sets ({@link ProfileRules#SERVER_OWNED}) and
 * any others of the user's own.
 *
 * @param document all of it, as stored and as shown
 */
record Profile(ObjectNode document) {
  /** Counts the changes, from 1; the ETag. */
  long version() {
    return document.get("version").longValue();
  }

  String etag() {
    return "\"" + version() + "\"";
  }
}
