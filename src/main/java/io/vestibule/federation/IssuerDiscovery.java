package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The discovery document of one issuer (OpenID Connect Discovery 1.0, section 4). */
final class IssuerDiscovery {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private final IssuerConfig issuer;
  private final IssuerClient client;

  IssuerDiscovery(IssuerConfig issuer, IssuerClient client) {
    this.issuer = issuer;
    this.client = client;
  }

  /**
   * @throws IllegalArgumentException if the configured issuer is not a URL
   */
  URI address() {
    String base = issuer.issuer();
    return URI.create(
        (base.endsWith("/") ? base : base + "/") + ".well-known/openid-configuration");
  }

  /** The document; fails if it names another issuer. */
  Uni<JsonNode> fetch() {
    return client.fetch(address()).invoke(this::requireSameIssuer);
  }

  URI jwksUri(JsonNode document) {
    return required(document, "jwks_uri");
  }

  /**
   * @throws IllegalArgumentException if an endpoint is missing or has no https address
   */
  ProviderEndpoints endpoints(JsonNode document) {
    return new ProviderEndpoints(
        required(document, "authorization_endpoint"),
        required(document, "token_endpoint"),
        document.path("userinfo_endpoint").isTextual()
            ? Optional.of(required(document, "userinfo_endpoint"))
            : Optional.empty(),
        document.path("authorization_response_iss_parameter_supported").asBoolean(false),
        takesSecretInBody(document.path("token_endpoint_auth_methods_supported")));
  }

  /** HTTPS: an attacker who can replace the keys in transit can sign in as any user. */
  boolean isFetchable(URI address) {
    String scheme = String.valueOf(address.getScheme());
    return address.getHost() != null
        && (scheme.equals("https")
            || (scheme.equals("http")
                && (issuer.allowHttp() || THIS_MACHINE.contains(address.getHost()))));
  }

  private void requireSameIssuer(JsonNode document) {
    if (!issuer.issuer().equals(document.path("issuer").asText())) {
      throw new IllegalArgumentException("its discovery document names another issuer");
    }
  }

  private URI required(JsonNode document, String member) {
    URI address = URI.create(document.path(member).asText());
    if (!isFetchable(address)) {
      throw new IllegalArgumentException("its discovery document names no https " + member);
    }
    return address;
  }

  /** {@code client_secret_basic} is the default of the specification. */
  private static boolean takesSecretInBody(JsonNode methods) {
    Set<String> named = new HashSet<>();
    StreamSupport.stream(methods.spliterator(), false)
        .forEach(method -> named.add(method.asText()));
    return named.contains("client_secret_post") && !named.contains("client_secret_basic");
  }
}
