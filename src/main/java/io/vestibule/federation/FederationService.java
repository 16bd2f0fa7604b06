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
import io.vestibule.session.ForeignTokens;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.Digests;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ForeignIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Accepts other issuers' tokens beside our own. Like ours, a verified token is remembered by its
 * hash, for at most five minutes; whose account it opens is remembered for ten seconds.
 */
@ApplicationScoped
class FederationService implements ForeignTokens {
  private final Issuers issuers;
  private final ForeignAccounts accounts;
  private final FederationConfig config;
  private final ObjectMapper json;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private final CaffeineCache verified;

  FederationService(
      Issuers issuers,
      ForeignAccounts accounts,
      FederationConfig config,
      ObjectMapper json,
      InstantSource clock,
      MeterRegistry metrics,
      @CacheName("foreign-tokens") Cache verified) {
    this.issuers = issuers;
    this.accounts = accounts;
    this.config = config;
    this.json = json;
    this.clock = clock;
    this.metrics = metrics;
    this.verified = verified.as(CaffeineCache.class);
  }

  @Override
  public Optional<Uni<SecurityIdentity>> authenticate(String token) {
    return verify(token).map(person -> person.chain(this::signIn));
  }

  /**
   * Who a token of a configured issuer is about; empty where it names none.
   *
   * @throws AuthenticationFailedException where the token is not good
   * @throws ApiException {@link ErrorCode#UNAVAILABLE} where the issuer cannot be reached
   */
  Optional<Uni<ForeignIdentity>> verify(String token) {
    if (issuers.isEmpty()) {
      return Optional.empty();
    }
    String key = HexFormat.of().formatHex(Digests.sha256(token));
    CompletableFuture<ForeignIdentity> known = verified.getIfPresent(key);
    if (known != null) {
      return Optional.of(Uni.createFrom().completionStage(known).invoke(this::refuseExpired));
    }
    return UnverifiedToken.parse(token, json)
        .flatMap(
            parsed ->
                issuers
                    .find(parsed.issuer())
                    .map(
                        issuer -> counted(issuer, parsed).invoke(person -> remember(key, person))));
  }

  private Uni<ForeignIdentity> counted(Issuer issuer, UnverifiedToken token) {
    return issuer
        .verify(token)
        .onItemOrFailure()
        .invoke(
            (person, failure) ->
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

  /** Only good tokens are remembered: a flood of bad ones must not push them out. */
  private void remember(String key, ForeignIdentity person) {
    verified.put(key, CompletableFuture.completedFuture(person));
  }

  private void refuseExpired(ForeignIdentity person) {
    if (!clock.instant().isBefore(person.expiresAt().plus(config.clockSkew()))) {
      throw new AuthenticationFailedException();
    }
  }

  private Uni<SecurityIdentity> signIn(ForeignIdentity person) {
    return accounts
        .resolve(person)
        .<SecurityIdentity>map(
            account -> {
              if (account.suspended()) {
                throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
              }
              return identity(account.userId(), person)
                  .addRole(account.role())
                  .addAttribute(
                      CurrentCaller.ATTRIBUTE,
                      new Caller(account.userId(), null, Optional.of(person)))
                  .build();
            })
        .onFailure(FederationService::isStoreAway)
        .recoverWithItem(() -> identity(person.subject(), person).build());
  }

  /** Whoever it is may still see what their own token says: {@link CurrentCaller#foreign}. */
  private static boolean isStoreAway(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.UNAVAILABLE;
  }

  private static QuarkusSecurityIdentity.Builder identity(String name, ForeignIdentity person) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(name))
        .addAttribute(CurrentCaller.FOREIGN, person);
  }
}
