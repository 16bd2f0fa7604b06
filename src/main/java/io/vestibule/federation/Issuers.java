package io.vestibule.federation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The configured issuers, by each spelling of their {@code iss}. */
@Startup
@ApplicationScoped
class Issuers {
  private final Map<String, Issuer> bySpelling = new HashMap<>();
  private final Map<String, OpenIdProvider> providers = new TreeMap<>();
  private final Map<String, Supplier<Uni<KeySet>>> keySources = new HashMap<>();
  private final ObjectMapper json;

  /**
   * @throws IllegalStateException if the configuration is invalid; no request is sent to an issuer
   */
  Issuers(
      IssuersConfig config,
      FederationConfig federation,
      IssuerClient client,
      ObjectMapper json,
      InstantSource clock,
      MeterRegistry metrics) {
    this.json = json;
    config
        .byName()
        .forEach(
            (name, issuer) -> {
              check(name, issuer);
              IssuerDiscovery discovery = new IssuerDiscovery(issuer, client);
              Supplier<Uni<KeySet>> source = () -> fetchKeys(issuer, discovery, client);
              keySources.put(name, source);
              IssuerKeyCache keys = new IssuerKeyCache(name, source, federation, clock, metrics);
              Issuer added = new Issuer(name, issuer, keys, federation, clock);
              add(added);
              issuer
                  .login()
                  .ifPresent(
                      login ->
                          providers.put(
                              name,
                              new OpenIdProvider(
                                  added,
                                  issuer,
                                  login,
                                  new EndpointCache(name, discovery, federation, clock),
                                  client,
                                  json)));
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

  /** The keys that the issuer publishes now, past the cache. */
  Uni<KeySet> fetchKeys(String name) {
    return Uni.createFrom().deferred(() -> keySources.get(name).get());
  }

  /** Those with a client for sign-in by redirect, by name. */
  Map<String, OpenIdProvider> providers() {
    return Collections.unmodifiableMap(providers);
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
  private Uni<KeySet> fetchKeys(
      IssuerConfig issuer, IssuerDiscovery discovery, IssuerClient client) {
    Uni<URI> address =
        issuer
            .jwksUri()
            .map(configured -> Uni.createFrom().item(configured))
            .orElseGet(() -> discovery.fetch().map(document -> discovery.jwksUri(document)));
    return address.chain(client::fetch).map(found -> KeySet.parse(found, json));
  }

  private static void check(String name, IssuerConfig issuer) {
    String property = "vestibule.issuers." + name;
    if (issuer.clientIds().isEmpty()) {
      throw new IllegalStateException(property + ".client-ids must name at least one client");
    }
    if (issuer
        .login()
        .filter(login -> !issuer.clientIds().contains(login.clientId()))
        .isPresent()) {
      throw new IllegalStateException(property + ".login.client-id must be one of the client-ids");
    }
    try {
      IssuerDiscovery discovery = new IssuerDiscovery(issuer, null);
      if (!discovery.isFetchable(issuer.jwksUri().orElseGet(discovery::address))) {
        throw new IllegalStateException(property + " must use https, or set allow-http=true");
      }
    } catch (IllegalArgumentException malformed) {
      throw new IllegalStateException(property + ".issuer must be a URL", malformed);
    }
  }
}
