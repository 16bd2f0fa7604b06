package io.vestibule.imports;

/** The form of a file of users. */
public enum UserFormat {
  /** One JSON object per line, with the members that {@link UserLine} reads. */
  NDJSON,
  /** The JSON file of {@code firebase auth:export}. */
  FIREBASE,
  /** The JSON lines of Auth0's user export, and of the password hashes that Auth0 sends. */
  AUTH0
}
