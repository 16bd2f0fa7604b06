package io.vestibule.session;

/**
 * Whom a session is opened for.
 *
 * @param userId {@code sub}
 * @param email {@code email}
 * @param plan {@code plan}
 * @param role the one entry of {@code groups}
 */
public record Principal(String userId, String email, String plan, String role) {
  @Override
  public String toString() {
    return "Principal[" + userId + "]";
  }
}
