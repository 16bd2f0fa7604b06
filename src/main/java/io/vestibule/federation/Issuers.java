package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The configured issuers, by each spelling of their {@code iss}. */
@Startup
@ApplicationScoped
class Issuers {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Map<String, Issuer> bySpelling = new HashMap<>();
  private final ObjectMapper json;

  /**
   * @throws IllegalStateException if the configuration is invalid; no request is sent to an issuer
   */
  Issuers(
      IssuersConfig config,
      FederationConfig federation,
      IssuerMetadataClient client,
      ObjectMapper json,
      InstantSource clock,
      MeterRegistry metrics) {
    this.json = json;
    config
        .byName()
        .forEach(
            (name, issuer) -> {
              check(name, issuer);
              IssuerKeyCache keys =
                  new IssuerKeyCache(
                      name, () -> fetchKeys(issuer, client), federation, clock, metrics);
              add(new Issuer(name, issuer, keys, federation, clock));
            });
  }

  /** The issuer that {@code iss} names; empty if it is not configured. */
  Optional<Issuer> find(String iss) {
    return Optional.ofNullable(bySpelling.get(iss));
  }

  boolean isEmpty() {
    return bySpelling.isEmpty();
  }

  /** In alphabetical order. */
  List<String> names() {
    return bySpelling.values().stream().map(Issuer::name).distinct().sorted().toList();
  }

  private void add(Issuer issuer) {
    issuer
        .spellings()
        .forEach(
            spelling -> {
              Issuer other = bySpelling.put(spelling, issuer);
              if (other != null) {
                throw new IllegalStateException(
                    "vestibule.issuers."
                        + issuer.name()
                        + " and "
                        + other.name()
                        + " have the same issuer");
              }
            });
  }

  /** Uses discovery (OpenID Connect Discovery 1.0 section 4) unless {@code jwks-uri} is set. */
  private Uni<KeySet> fetchKeys(IssuerConfig issuer, IssuerMetadataClient client) {
    Uni<URI> address =
        issuer
            .jwksUri()
            .map(configured -> Uni.createFrom().item(configured))
            .orElseGet(() -> client.fetch(discovery(issuer)).map(found -> jwksUri(found, issuer)));
    return address.chain(client::fetch).map(found -> KeySet.parse(found, json));
  }

  private static URI discovery(IssuerConfig issuer) {
    String base = issuer.issuer();
    return URI.create(
        (base.endsWith("/") ? base : base + "/") + ".well-known/openid-configuration");
  }

  private static URI jwksUri(JsonNode discovered, IssuerConfig issuer) {
    if (!issuer.issuer().equals(discovered.path("issuer").asText())) {
      throw new IllegalArgumentException("its discovery document names another issuer");
    }
    URI address = URI.create(discovered.path("jwks_uri").asText());
    if (!isFetchable(address, issuer)) {
      throw new IllegalArgumentException("its discovery document names no https jwks_uri");
    }
    return address;
  }

  private static void check(String name, IssuerConfig issuer) {
    String property = "vestibule.issuers." + name;
    if (issuer.clientIds().isEmpty()) {
      throw new IllegalStateException(property + ".client-ids must name at least one client");
    }
    try {
      URI address = issuer.jwksUri().orElseGet(() -> discovery(issuer));
      if (!isFetchable(address, issuer)) {
        throw new IllegalStateException(property + " must use https, or set allow-http=true");
      }
    } catch (IllegalArgumentException malformed) {
      throw new IllegalStateException(property + ".issuer must be a URL", malformed);
    }
  }

  /** HTTPS: an attacker who can replace the keys in transit can sign in as any user. */
  private static boolean isFetchable(URI address, IssuerConfig issuer) {
    String scheme = String.valueOf(address.getScheme());
    return address.getHost() != null
        && (scheme.equals("https")
            || (scheme.equals("http")
                && (issuer.allowHttp() || THIS_MACHINE.contains(address.getHost()))));
  }
}
