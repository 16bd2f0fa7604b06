package io.vestibule.session;

/**
 * The user for whom a session is opened, as claims of the token.
 *
 * @param userId {@code sub}
 * @param email {@code email}
 * @param plan {@code plan}
 * @param role the only entry of {@code groups}
 */
public record Principal(String userId, String email, String plan, String role) {
  @Override
  public String toString() {
    return "Principal[" + userId + "]";
  }
}
