package io.vestibule.federation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vestibule.identity.FederatedAccountResolver;
import io.vestibule.runtime.Digests;
import io.vestibule.session.ExternalTokenAuthenticator;
import io.vestibule.session.RoleGrants;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ExternalTokenClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Authenticates tokens of external issuers. A verified token is cached under its hash for at most
 * five minutes, its account for ten seconds.
 */
@ApplicationScoped
class FederationService implements ExternalTokenAuthenticator {
  private final Issuers issuers;
  private final FederatedAccountResolver accounts;
  private final RoleGrants roles;
  private final FederationConfig config;
  private final ObjectMapper json;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private final CaffeineCache verified;

  FederationService(
      Issuers issuers,
      FederatedAccountResolver accounts,
      RoleGrants roles,
      FederationConfig config,
      ObjectMapper json,
      InstantSource clock,
      MeterRegistry metrics,
      @CacheName("foreign-tokens") Cache verified) {
    this.issuers = issuers;
    this.accounts = accounts;
    this.roles = roles;
    this.config = config;
    this.json = json;
    this.clock = clock;
    this.metrics = metrics;
    this.verified = verified.as(CaffeineCache.class);
  }

  @Override
  public Optional<Uni<SecurityIdentity>> authenticate(String token) {
    return verify(token, false).map(verified -> verified.chain(this::identify));
  }

  /**
   * The claims of a token that proves an identity, as a bearer or, for example, an ID token; empty
   * if it does not name a configured issuer.
   *
   * @throws AuthenticationFailedException if the token is not valid
   * @throws ApiException {@link ErrorCode#UNAVAILABLE} if the issuer cannot be reached
   */
  Optional<Uni<ExternalTokenClaims>> verifyIdentity(String token) {
    return verify(token, true);
  }

  private Optional<Uni<ExternalTokenClaims>> verify(String token, boolean anyKind) {
    if (issuers.isEmpty()) {
      return Optional.empty();
    }
    // Which kinds of token are accepted differs, so each has entries of its own.
    String key = (anyKind ? "identity:" : "") + HexFormat.of().formatHex(Digests.sha256(token));
    CompletableFuture<ExternalTokenClaims> cached = verified.getIfPresent(key);
    if (cached != null) {
      return Optional.of(Uni.createFrom().completionStage(cached).invoke(this::refuseExpired));
    }
    return UnverifiedToken.parse(token, json)
        .flatMap(
            parsed ->
                issuers
                    .find(parsed.issuer())
                    .map(
                        issuer ->
                            verifyAndCount(issuer, parsed, anyKind)
                                .invoke(claims -> cache(key, claims))));
  }

  private Uni<ExternalTokenClaims> verifyAndCount(
      Issuer issuer, UnverifiedToken token, boolean anyKind) {
    return issuer
        .verify(token, anyKind)
        .onItemOrFailure()
        .invoke(
            (claims, failure) ->
                metrics
                    .counter(
                        "vestibule.issuer.tokens",
                        "issuer",
                        issuer.name(),
                        "outcome",
                        outcome(failure))
                    .increment());
  }

  private static String outcome(Throwable failure) {
    if (failure == null) {
      return "accepted";
    }
    return failure instanceof ApiException ? "unavailable" : "refused";
  }

  /** Only valid tokens are cached: a flood of invalid ones must not evict them. */
  private void cache(String key, ExternalTokenClaims claims) {
    verified.put(key, CompletableFuture.completedFuture(claims));
  }

  private void refuseExpired(ExternalTokenClaims claims) {
    if (!clock.instant().isBefore(claims.expiresAt().plus(config.clockSkew()))) {
      throw new AuthenticationFailedException();
    }
  }

  private Uni<SecurityIdentity> identify(ExternalTokenClaims claims) {
    return accounts
        .resolve(claims)
        .<SecurityIdentity>map(
            account -> {
              if (account.suspended()) {
                throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
              }
              return roles
                  .grant(
                      identity(account.userId(), claims), account.role(), claims.authentication())
                  .addAttribute(
                      CurrentCaller.ATTRIBUTE, Caller.ofExternalToken(account.userId(), claims))
                  .build();
            })
        .onFailure(FederationService::isStoreUnavailable)
        .recoverWithItem(() -> identity(claims.subject(), claims).build());
  }

  /** The caller may still read what the token itself states: {@link CurrentCaller#foreign}. */
  private static boolean isStoreUnavailable(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.UNAVAILABLE;
  }

  private static QuarkusSecurityIdentity.Builder identity(String name, ExternalTokenClaims claims) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(name))
        .addAttribute(CurrentCaller.EXTERNAL_CLAIMS, claims);
  }
}
