package io.vestibule.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A user's profile: known members as in seed 001 ({@code givenName, familyName, displayName,
 * avatarUrl, preferences}), members that only the server sets ({@link ProfileRules#SERVER_OWNED})
 * and any other members that the user adds.
 *
 * @param document the whole document, as stored and as returned
 */
record Profile(ObjectNode document) {
  /** Number of the version, from 1; the ETag. */
  long version() {
    return document.get("version").longValue();
  }

  String etag() {
    return "\"" + version() + "\"";
  }
}
