package io.vestibule.federation;

import io.vestibule.account.EmailAddress;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.ForeignIdentity;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/**
 * Claims, or Cognito attributes, as a {@link ForeignIdentity}. What does not fit is left out: a
 * person with an odd name must still get in.
 */
final class ClaimsMapping {
  private static final int MAX_NAME = 200;
  private static final int MAX_USERNAME = 100;
  private static final int MAX_PHONE = 40;
  private static final int MAX_URL = 2_000;

  private final IssuerConfig config;

  ClaimsMapping(IssuerConfig config) {
    this.config = config;
  }

  ForeignIdentity identity(JwtClaims claims) throws MalformedClaimException {
    Instant issuedAt = Instant.ofEpochSecond(claims.getIssuedAt().getValue());
    Instant expiresAt = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
    Instant provenAt =
        claims.getClaimValue("auth_time") instanceof Number seconds
            ? Instant.ofEpochSecond(seconds.longValue())
            : issuedAt;
    return identity(claims.getSubject(), provenAt, expiresAt, claims::getClaimValue);
  }

  /**
   * The same from any source of claims.
   *
   * @param claim a claim's value by its name; null where there is none
   */
  ForeignIdentity identity(
      String subject, Instant provenAt, Instant expiresAt, Function<String, Object> claim) {
    Optional<String> given = text(claim, "given_name", MAX_NAME);
    Optional<String> family = text(claim, "family_name", MAX_NAME);
    Optional<String> email =
        text(claim, "email", MAX_NAME + MAX_USERNAME).flatMap(ClaimsMapping::email);
    return new ForeignIdentity(
        config.issuer(),
        subject,
        provenAt,
        expiresAt,
        email.orElse(null),
        email.isPresent() && isTrue(claim.apply("email_verified")),
        username(claim).orElse(null),
        given.orElse(null),
        family.orElse(null),
        text(claim, "name", MAX_NAME).or(() -> joined(given, family)).orElse(null),
        text(claim, "picture", MAX_URL).filter(ClaimsMapping::isWebAddress).orElse(null),
        text(claim, "phone_number", MAX_PHONE).orElse(null),
        role(claim).orElse(null),
        config.kind() == IssuerKind.COGNITO);
  }

  private Optional<String> role(Function<String, Object> claim) {
    return config.kind() == IssuerKind.COGNITO
        ? text(claim, "custom:role", MAX_USERNAME).filter(config.trustedRoles()::contains)
        : Optional.empty();
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
        .filter(value -> !value.isEmpty() && value.length() <= max);
  }

  private static Optional<String> email(String claimed) {
    try {
      return Optional.of(EmailAddress.of(claimed).value());
    } catch (ApiException malformed) {
      return Optional.empty();
    }
  }

  /** Apple and Cognito write the word, others the boolean. */
  private static boolean isTrue(Object claim) {
    return claim instanceof Boolean flag ? flag : "true".equals(claim);
  }

  private static boolean isWebAddress(String text) {
    try {
      URI address = URI.create(text);
      return List.of("http", "https").contains(String.valueOf(address.getScheme()))
          && address.getHost() != null;
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
