package io.vestibule.web;

/**
 * The back end that authenticated a request with a service key.
 *
 * @param keyId the id of the key
 * @param name the name that an administrator gave it
 */
public record ServiceKeyCaller(String keyId, String name) {
  /** The {@code actor} of the audit trail. */
  public String actor() {
    return actor(keyId);
  }

  /** The {@code actor} of the key with this id. */
  public static String actor(String keyId) {
    return "service-key:" + keyId;
  }
}
