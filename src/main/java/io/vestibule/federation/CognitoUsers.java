package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vestibule.account.ForeignPerson;
import io.vestibule.account.Status;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import io.vestibule.web.ForeignIdentity;
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
 * Reads users of Cognito pools. A pool's issuer is the configured one of kind {@code cognito} whose
 * address ends with the pool's id, else the address AWS gives it.
 */
@ApplicationScoped
public class CognitoUsers {
  private static final Set<String> CONFIRMATIONS =
      Set.of("PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword");
  private static final Pattern POOL_ID = Pattern.compile("[\\w-]{1,55}");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,30}");
  private static final int MAX_SUBJECT = 255;
  private static final int MAX_ADDRESS = 1_000;

  private final IssuersConfig issuers;

  CognitoUsers(IssuersConfig issuers) {
    this.issuers = issuers;
  }

  /** The user of a post-confirmation event; empty where it is none. */
  Optional<CognitoUser> fromEvent(JsonNode event) {
    JsonNode attributes = event.path("request").path("userAttributes");
    String pool = event.path("userPoolId").asText();
    String region = event.path("region").asText();
    boolean isConfirmation =
        CONFIRMATIONS.contains(event.path("triggerSource").asText())
            && attributes.isObject()
            && POOL_ID.matcher(pool).matches()
            && REGION.matcher(region).matches();
    if (!isConfirmation) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    // Confirming is what the event is about: only an explicit "false" (a phone was confirmed) says
    // no.
    values.put("email_verified", "true");
    attributes
        .properties()
        .forEach(attribute -> values.put(attribute.getKey(), attribute.getValue().asText()));
    return read(region, pool, event.path("userName").asText(), values, Status.ACTIVE, null);
  }

  /**
   * A user with their attributes as Cognito names them.
   *
   * @param username the pool's {@code Username}
   * @param createdAt when they signed up; null for now
   * @return empty where there is no {@code sub}
   */
  public Optional<CognitoUser> read(
      String region,
      String pool,
      String username,
      Map<String, String> attributes,
      Status status,
      Instant createdAt) {
    String subject = attributes.getOrDefault("sub", "");
    if (subject.isEmpty() || subject.length() > MAX_SUBJECT) {
      return Optional.empty();
    }
    Map<String, String> claims = new HashMap<>(attributes);
    claims.put("cognito:username", username);
    ForeignIdentity identity =
        new ClaimsMapping(poolConfig(region, pool))
            .identity(subject, Instant.EPOCH, Instant.EPOCH, claims::get);
    ForeignPerson person = ForeignAccounts.toPerson(identity, null);
    return Optional.of(
        new CognitoUser(
            new ForeignPerson(
                person.login(),
                person.userId(),
                person.username(),
                person.email(),
                person.emailVerified(),
                person.name(),
                person.picture(),
                person.phoneNumber(),
                address(attributes.get("address")),
                person.role(),
                status,
                createdAt,
                null),
            identity));
  }

  private IssuerConfig poolConfig(String region, String pool) {
    return issuers.byName().values().stream()
        .filter(issuer -> issuer.kind() == IssuerKind.COGNITO)
        .filter(issuer -> issuer.issuer().endsWith("/" + pool))
        .findFirst()
        .orElseGet(
            () -> new UnlistedPool("https://cognito-idp." + region + ".amazonaws.com/" + pool));
  }

  /** Cognito keeps one line of text; the account an object (OpenID Connect Core section 5.1.1). */
  private static JsonNode address(String line) {
    return line == null || line.isBlank() || line.length() > MAX_ADDRESS
        ? null
        : JsonNodeFactory.instance.objectNode().put("formatted", line);
  }

  /** A pool whose tokens are not accepted, but whose users may be recorded. */
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
    public List<String> trustedRoles() {
      return List.of("customer", "vendor");
    }

    @Override
    public boolean allowHttp() {
      return false;
    }
  }
}
