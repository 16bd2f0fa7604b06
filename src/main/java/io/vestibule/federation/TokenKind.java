package io.vestibule.federation;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;

/** The two kinds of token that authenticate a user. */
public enum TokenKind {
  /** An access token: RFC 9068, Cognito's {@code token_use=access}, Keycloak's {@code Bearer}. */
  ACCESS,
  /** An ID token: OpenID Connect Core section 2. */
  ID;

  private static final Set<String> ACCESS_TYPES = Set.of("at+jwt", "application/at+jwt");

  /**
   * The kind that a token shows; empty if it shows none.
   *
   * @param type {@code typ} of the header, lower case
   */
  static Optional<TokenKind> of(Optional<String> type, JwtClaims claims) {
    String stated = claims.getClaimValue("typ") instanceof String typ ? typ : "";
    String use = claims.getClaimValue("token_use") instanceof String text ? text : "";
    if (stated.toUpperCase(Locale.ROOT).equals("ID") || use.equals("id")) {
      return Optional.of(ID);
    }
    boolean isAccess =
        type.filter(ACCESS_TYPES::contains).isPresent()
            || stated.toLowerCase(Locale.ROOT).equals("bearer")
            || use.equals("access")
            || hasAny(claims, "scope", "scp");
    if (isAccess) {
      return Optional.of(ACCESS);
    }
    return hasAny(claims, "nonce", "at_hash", "c_hash", "s_hash")
        ? Optional.of(ID)
        : Optional.empty();
  }

  private static boolean hasAny(JwtClaims claims, String... names) {
    return Stream.of(names).anyMatch(claims::hasClaim);
  }
}
