package io.vestibule.oidc;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Status;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.challenge.ReplayGuard;
import io.vestibule.federation.IdentityService;
import io.vestibule.federation.OpenIdProvider;
import io.vestibule.federation.OpenIdProviders;
import io.vestibule.federation.ProviderEndpoints;
import io.vestibule.identity.FederatedAccountResolver;
import io.vestibule.identity.ProvisionedAccount;
import io.vestibule.identity.ProvisioningResult;
import io.vestibule.oidc.SignInRefusal.Reason;
import io.vestibule.runtime.SanitizedException;
import io.vestibule.session.SessionService;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ExternalTokenClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The end of a sign-in by redirect: the provider has sent the browser back. */
@ApplicationScoped
class CallbackService {
  private static final Logger LOG = Logger.getLogger(CallbackService.class);

  /** OpenID Connect Core 1.0, section 3.1.2.6; RFC 6749, section 4.1.2.1; Apple's own. */
  private static final Set<String> CANCELLED =
      Set.of("access_denied", "login_required", "interaction_required", "user_cancelled_authorize");

  private static final Set<String> OUT_OF_ORDER = Set.of("server_error", "temporarily_unavailable");

  private final OpenIdProviders providers;
  private final SignInStates states;
  private final StateCookie cookie;
  private final ReplayGuard replays;
  private final CodeExchange exchange;
  private final FederatedAccountResolver accounts;
  private final IdentityService identities;
  private final SessionService sessions;
  private final SignInCompletion completion;
  private final AppCodes codes;
  private final AuditTrail trail;
  private final MeterRegistry metrics;
  private final InstantSource clock;

  CallbackService(
      OpenIdProviders providers,
      SignInStates states,
      StateCookie cookie,
      ReplayGuard replays,
      CodeExchange exchange,
      FederatedAccountResolver accounts,
      IdentityService identities,
      SessionService sessions,
      SignInCompletion completion,
      AppCodes codes,
      AuditTrail trail,
      MeterRegistry metrics,
      InstantSource clock) {
    this.providers = providers;
    this.states = states;
    this.cookie = cookie;
    this.replays = replays;
    this.exchange = exchange;
    this.accounts = accounts;
    this.identities = identities;
    this.sessions = sessions;
    this.completion = completion;
    this.codes = codes;
    this.trail = trail;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Completes the sign-in that this browser has started. Every outcome is a redirect.
   *
   * @param device the header {@code User-Agent}
   * @throws ApiException {@link ErrorCode#NOT_FOUND} for an unknown provider
   */
  Uni<BrowserRedirect> complete(String name, CallbackParameters parameters, String device) {
    OpenIdProvider provider =
        providers.find(name).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
    Optional<SignInState> started =
        cookie.presented().stream()
            .flatMap(value -> states.open(value).stream())
            .filter(state -> state.provider().equals(name))
            .filter(state -> parameters.state().filter(state.state()::equals).isPresent())
            .findFirst();
    if (started.isEmpty()) {
      SignInRefusal refusal = SignInRefusal.of(Reason.LOGIN_STATE_INVALID);
      record(provider, refusal);
      return Uni.createFrom()
          .item(
              new BrowserRedirect(ReturnTarget.CONSOLE.withError(refusal.code(), null), List.of()));
    }
    SignInState state = started.get();
    String cleared = cookie.clear(provider.usesFormPost());
    return replays
        .claim("state:" + state.state(), state.expiresAt())
        .chain(
            first -> first ? user(provider, parameters, state) : refuse(Reason.LOGIN_STATE_INVALID))
        .chain(claims -> finish(state, claims, device))
        .onItem()
        .invoke(() -> count(provider, "done"))
        .onFailure()
        .recoverWithItem(failure -> refused(provider, state, failure))
        .map(
            next ->
                new BrowserRedirect(
                    next.location(),
                    Stream.concat(Stream.of(cleared), next.cookies().stream()).toList()));
  }

  private Uni<ExternalTokenClaims> user(
      OpenIdProvider provider, CallbackParameters parameters, SignInState state) {
    return provider
        .endpoints()
        .onFailure()
        .transform(down -> SignInRefusal.of(Reason.PROVIDER_UNAVAILABLE))
        .chain(
            endpoints -> {
              if (!isFrom(provider, endpoints, parameters)) {
                return refuse(Reason.PROVIDER_REJECTED);
              }
              if (parameters.error().isPresent() || parameters.code().isEmpty()) {
                return refuse(reason(parameters.error().orElse("")));
              }
              return exchange.exchange(provider, endpoints, state, parameters.code().get());
            });
  }

  /** Whether the response names the right issuer, where it must name one (RFC 9207). */
  private static boolean isFrom(
      OpenIdProvider provider, ProviderEndpoints endpoints, CallbackParameters parameters) {
    return parameters.iss().map(provider::isIssuer).orElse(!endpoints.sendsIssuer());
  }

  private static Reason reason(String error) {
    if (CANCELLED.contains(error)) {
      return Reason.LOGIN_CANCELLED;
    }
    return OUT_OF_ORDER.contains(error) ? Reason.PROVIDER_UNAVAILABLE : Reason.PROVIDER_REJECTED;
  }

  private Uni<BrowserRedirect> finish(
      SignInState state, ExternalTokenClaims claims, String device) {
    if (state.link()) {
      return link(state, claims);
    }
    // The user wanted to sign in when this was started, whenever the provider asked for a password.
    return accounts
        .provision(FederatedAccountResolver.toExternalUser(claims, state.startedAt()), claims)
        .map(ProvisioningResult::account)
        .chain(
            account ->
                state.app().isPresent()
                    ? Uni.createFrom().item(codeFor(account, state))
                    : completion.inBrowser(account.userId(), clock.instant(), state, device));
  }

  private BrowserRedirect codeFor(ProvisionedAccount account, SignInState state) {
    if (account.status() == Status.SUSPENDED) {
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
    return new BrowserRedirect(
        state.target().withCode(codes.issue(account.userId(), state.app()), state.app().state()),
        List.of());
  }

  /** In the session in which linking was started, if it has not ended meanwhile. */
  private Uni<BrowserRedirect> link(SignInState state, ExternalTokenClaims claims) {
    return sessions
        .find(state.session().sessionId())
        .chain(
            alive ->
                alive.isPresent()
                    ? identities.link(state.session().userId(), state.session().sessionId(), claims)
                    : Uni.createFrom()
                        .failure(ApiException.of(ErrorCode.REAUTHENTICATION_REQUIRED)))
        .replaceWith(() -> new BrowserRedirect(state.target().address(), List.of()));
  }

  private BrowserRedirect refused(OpenIdProvider provider, SignInState state, Throwable failure) {
    SignInRefusal refusal = SignInRefusal.of(failure);
    if (!(failure instanceof SignInRefusal) && !(failure instanceof ApiException)) {
      LOG.errorf(
          SanitizedException.withoutMessages(failure), "A sign-in with %s failed", provider.name());
    }
    record(provider, refusal);
    return new BrowserRedirect(
        state.target().withError(refusal.code(), state.app().state()), List.of());
  }

  private void record(OpenIdProvider provider, SignInRefusal refusal) {
    trail.record(SecurityEvent.ofUnknownUser(SecurityEventType.LOGIN, Outcome.REFUSED));
    count(provider, refusal.code());
  }

  private void count(OpenIdProvider provider, String outcome) {
    metrics
        .counter("vestibule.issuer.sign-ins", "issuer", provider.name(), "outcome", outcome)
        .increment();
  }

  private static <T> Uni<T> refuse(Reason reason) {
    return Uni.createFrom().failure(SignInRefusal.of(reason));
  }
}
