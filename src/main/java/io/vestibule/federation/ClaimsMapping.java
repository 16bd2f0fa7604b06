package io.vestibule.federation;

import io.vestibule.account.EmailAddress;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.ExternalTokenClaims;
import io.vestibule.web.WellFormedText;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/**
 * Maps the claims of a token, or Cognito's user attributes, to {@link ExternalTokenClaims}. Values
 * of another type or of excessive length are ignored: a user with an unusual name can still sign
 * in.
 */
final class ClaimsMapping {
  private static final int MAX_NAME = 200;
  private static final int MAX_USERNAME = 100;
  private static final int MAX_PHONE = 40;
  private static final int MAX_URL = 2_000;
  private static final int MAX_METHOD = 32;
  private static final int MAX_METHODS = 10;

  private final IssuerConfig config;

  ClaimsMapping(IssuerConfig config) {
    this.config = config;
  }

  /**
   * @param claims subject and times
   * @param claim returns a claim that describes the user, by its name
   * @param now an {@code auth_time} after it is ignored, because it would count as recent for
   *     longer than it is
   */
  ExternalTokenClaims map(JwtClaims claims, Instant now, Function<String, Object> claim)
      throws MalformedClaimException {
    Instant issuedAt = Instant.ofEpochSecond(claims.getIssuedAt().getValue());
    Instant expiresAt = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
    Instant authTime =
        Optional.ofNullable(claims.getClaimValue("auth_time"))
            .filter(Number.class::isInstance)
            .map(seconds -> Instant.ofEpochSecond(((Number) seconds).longValue()))
            .filter(at -> !at.isAfter(now))
            .orElse(null);
    return map(claims.getSubject(), issuedAt, authTime, expiresAt, claim);
  }

  /**
   * Maps claims from any source.
   *
   * @param authTime null if unknown
   * @param claim returns a claim's value by its name; null if there is none
   */
  ExternalTokenClaims map(
      String subject,
      Instant issuedAt,
      Instant authTime,
      Instant expiresAt,
      Function<String, Object> claim) {
    Optional<String> given = text(claim, "given_name", MAX_NAME);
    Optional<String> family = text(claim, "family_name", MAX_NAME);
    Optional<String> email =
        text(claim, "email", MAX_NAME + MAX_USERNAME).flatMap(ClaimsMapping::email);
    return new ExternalTokenClaims(
        config.issuer(),
        subject,
        authTime == null ? issuedAt : authTime,
        authTime,
        authMethods(claim),
        expiresAt,
        email.orElse(null),
        email.isPresent() && isTrue(claim.apply("email_verified")),
        username(claim).orElse(null),
        given.orElse(null),
        family.orElse(null),
        text(claim, "name", MAX_NAME).or(() -> joined(given, family)).orElse(null),
        text(claim, "picture", MAX_URL).filter(ClaimsMapping::isWebUrl).orElse(null),
        text(claim, "phone_number", MAX_PHONE).orElse(null),
        role(claim).orElse(null),
        config.kind() == IssuerKind.COGNITO);
  }

  private static List<String> authMethods(Function<String, Object> claim) {
    return claim.apply("amr") instanceof Collection<?> methods
        ? methods.stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .filter(method -> method.length() <= MAX_METHOD)
            .distinct()
            .limit(MAX_METHODS)
            .toList()
        : List.of();
  }

  private Optional<String> role(Function<String, Object> claim) {
    return config.kind() == IssuerKind.COGNITO
        ? text(claim, "custom:role", MAX_USERNAME).filter(this::isTrustedRole)
        : Optional.empty();
  }

  /** {@code customer} needs no trust: it is the default. */
  private boolean isTrustedRole(String role) {
    return role.equals("customer") || config.trustedRoles().orElse(List.of()).contains(role);
  }

  private static Optional<String> username(Function<String, Object> claim) {
    return Stream.of("cognito:username", "preferred_username", "username")
        .map(name -> text(claim, name, MAX_USERNAME))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> joined(Optional<String> given, Optional<String> family) {
    String name =
        Stream.of(given, family).flatMap(Optional::stream).collect(Collectors.joining(" "));
    return Optional.of(name).filter(joined -> !joined.isEmpty() && joined.length() <= MAX_NAME);
  }

  private static Optional<String> text(Function<String, Object> claim, String name, int max) {
    return Optional.ofNullable(claim.apply(name))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .map(String::strip)
        .filter(WellFormedText::isWellFormed)
        .filter(value -> !value.isEmpty() && value.length() <= max);
  }

  private static Optional<String> email(String claimed) {
    try {
      return Optional.of(EmailAddress.of(claimed).value());
    } catch (ApiException malformed) {
      return Optional.empty();
    }
  }

  /** Apple and Cognito write a string, others a boolean. */
  private static boolean isTrue(Object claim) {
    return claim instanceof Boolean flag ? flag : "true".equals(claim);
  }

  private static boolean isWebUrl(String text) {
    try {
      URI url = URI.create(text);
      return List.of("http", "https").contains(String.valueOf(url.getScheme()))
          && url.getHost() != null;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
