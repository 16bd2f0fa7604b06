package io.vestibule.oidc;

import io.smallrye.mutiny.Uni;
import io.vestibule.federation.OpenIdProvider;
import io.vestibule.federation.OpenIdProviders;
import io.vestibule.oidc.SignInRefusal.Reason;
import io.vestibule.oidc.SignInState.StartedIn;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.throttle.DeviceTokens;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The start of a sign-in by redirect. */
@ApplicationScoped
class SignInStartService {
  private final OpenIdProviders providers;
  private final ReturnTargets targets;
  private final SignInStates states;
  private final StateCookie cookie;
  private final CodeExchange exchange;
  private final FreshAuthentication fresh;
  private final DeviceTokens devices;
  private final CurrentCaller caller;

  SignInStartService(
      OpenIdProviders providers,
      ReturnTargets targets,
      SignInStates states,
      StateCookie cookie,
      CodeExchange exchange,
      FreshAuthentication fresh,
      DeviceTokens devices,
      CurrentCaller caller) {
    this.providers = providers;
    this.targets = targets;
    this.states = states;
    this.cookie = cookie;
    this.exchange = exchange;
    this.fresh = fresh;
    this.devices = devices;
    this.caller = caller;
  }

  /**
   * The redirect to the provider. What is wrong with the link itself is an error of the API; what
   * else prevents the sign-in is told at the destination.
   *
   * @throws ApiException {@link ErrorCode#NOT_FOUND} for an unknown provider, {@link
   *     ErrorCode#INVALID_REQUEST} for a destination that is not allowed
   */
  Uni<BrowserRedirect> start(String name, StartRequest request) {
    OpenIdProvider provider =
        providers.find(name).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
    ReturnTarget target = targets.parse(request.returnTo());
    AppRequest app =
        AppRequest.of(
            target, request.codeChallenge(), request.codeChallengeMethod(), request.appState());
    List<String> presentedDevices = devices.presented();
    return session(request)
        .chain(
            session ->
                redirect(
                    provider,
                    states.create(name, target, app, request.link(), session, presentedDevices)))
        .onFailure()
        .recoverWithItem(
            failure ->
                new BrowserRedirect(
                    target.withError(SignInRefusal.of(failure).code(), app.state()), List.of()));
  }

  private Uni<BrowserRedirect> redirect(OpenIdProvider provider, SignInState state) {
    return provider
        .endpoints()
        .onFailure()
        .transform(down -> SignInRefusal.of(Reason.PROVIDER_UNAVAILABLE))
        .map(
            endpoints ->
                new BrowserRedirect(
                    exchange.authorizationRequest(provider, endpoints, state),
                    List.of(cookie.set(states.seal(state), provider.usesFormPost()))));
  }

  /** Linking needs a recent authentication; a sign-in ends the session of the browser. */
  private Uni<StartedIn> session(StartRequest request) {
    Uni<Optional<Caller>> found =
        request.link()
            ? caller.find()
            : caller.find().onFailure().recoverWithItem(Optional.<Caller>empty());
    return found.map(
        known -> {
          Optional<Caller> inSession = known.filter(caller -> caller.sessionId() != null);
          if (request.link()
              && (!request.isSameOrigin() || inSession.filter(fresh::isFresh).isEmpty())) {
            throw ApiException.of(ErrorCode.REAUTHENTICATION_REQUIRED);
          }
          return inSession
              .map(caller -> new StartedIn(caller.userId(), caller.sessionId()))
              .orElse(StartedIn.NONE);
        });
  }
}
