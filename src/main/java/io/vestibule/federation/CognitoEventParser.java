package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vestibule.account.Status;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import io.vestibule.federation.IssuersConfig.LoginConfig;
import io.vestibule.identity.ExternalUser;
import io.vestibule.identity.FederatedAccountResolver;
import io.vestibule.web.ExternalTokenClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parses users of Cognito pools. The pool's issuer is the configured one of kind {@code cognito}
 * whose URL ends with the pool's id; otherwise the URL that AWS gives the pool.
 */
@ApplicationScoped
public class CognitoEventParser {
  private static final Set<String> CONFIRMATIONS =
      Set.of("PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword");
  private static final Pattern POOL_ID = Pattern.compile("[\\w-]{1,55}");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,30}");
  private static final int MAX_SUBJECT = 255;
  private static final int MAX_ADDRESS = 1_000;

  private final IssuersConfig issuers;

  CognitoEventParser(IssuersConfig issuers) {
    this.issuers = issuers;
  }

  /** The user of a post-confirmation event; empty if the event is another one. */
  Optional<CognitoUser> parseEvent(JsonNode event) {
    JsonNode attributes = event.path("request").path("userAttributes");
    String pool = text(event, "userPoolId");
    String region = text(event, "region");
    boolean isConfirmation =
        CONFIRMATIONS.contains(text(event, "triggerSource"))
            && attributes.isObject()
            && POOL_ID.matcher(pool).matches()
            && REGION.matcher(region).matches();
    if (!isConfirmation) {
      return Optional.empty();
    }
    // Without email_verified the address counts as unverified: a phone may have been confirmed.
    Map<String, String> values = new HashMap<>();
    attributes
        .properties()
        .forEach(
            attribute -> {
              if (attribute.getValue().isTextual() || attribute.getValue().isBoolean()) {
                values.put(attribute.getKey(), attribute.getValue().asText());
              }
            });
    return parse(region, pool, text(event, "userName"), values, Status.ACTIVE, null);
  }

  /**
   * A user from the attributes that Cognito lists.
   *
   * @param username the pool's {@code Username}
   * @param createdAt when the user signed up; null for now
   * @return empty if there is no {@code sub}
   */
  public Optional<CognitoUser> parse(
      String region,
      String pool,
      String username,
      Map<String, String> attributes,
      Status status,
      Instant createdAt) {
    String subject = attributes.getOrDefault("sub", "");
    if (subject.isBlank() || subject.length() > MAX_SUBJECT) {
      return Optional.empty();
    }
    Map<String, String> claims = new HashMap<>(attributes);
    claims.put("cognito:username", username);
    ExternalTokenClaims mapped =
        new ClaimsMapping(poolConfig(region, pool))
            .map(subject, Instant.EPOCH, null, Instant.EPOCH, claims::get);
    ExternalUser user = FederatedAccountResolver.toExternalUser(mapped, null);
    return Optional.of(
        new CognitoUser(
            new ExternalUser(
                user.identity(),
                user.userId(),
                user.username(),
                user.email(),
                user.emailVerified(),
                user.name(),
                user.picture(),
                user.phoneNumber(),
                address(attributes.get("address")),
                user.role(),
                status,
                createdAt,
                null),
            mapped));
  }

  /** A JSON string; empty for null, a missing member and other types. */
  private static String text(JsonNode object, String member) {
    return object.path(member).isTextual() ? object.path(member).textValue() : "";
  }

  private IssuerConfig poolConfig(String region, String pool) {
    return issuers.byName().values().stream()
        .filter(issuer -> issuer.kind() == IssuerKind.COGNITO)
        .filter(issuer -> issuer.issuer().endsWith("/" + pool))
        .findFirst()
        .orElseGet(
            () -> new UnlistedPool("https://cognito-idp." + region + ".amazonaws.com/" + pool));
  }

  /** Cognito stores one line of text, an account an object (OpenID Connect Core section 5.1.1). */
  private static JsonNode address(String line) {
    return line == null || line.isBlank() || line.length() > MAX_ADDRESS
        ? null
        : JsonNodeFactory.instance.objectNode().put("formatted", line);
  }

  /** A pool whose tokens are not accepted but whose users may be provisioned. */
  private record UnlistedPool(String issuer) implements IssuerConfig {
    @Override
    public IssuerKind kind() {
      return IssuerKind.COGNITO;
    }

    @Override
    public List<String> clientIds() {
      return List.of();
    }

    @Override
    public Optional<List<String>> alsoKnownAs() {
      return Optional.empty();
    }

    @Override
    public Optional<URI> jwksUri() {
      return Optional.empty();
    }

    @Override
    public Optional<Set<TokenKind>> accepts() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> authorizedParties() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> trustedRoles() {
      return Optional.empty();
    }

    @Override
    public boolean allowHttp() {
      return false;
    }

    @Override
    public Optional<LoginConfig> login() {
      return Optional.empty();
    }
  }
}
