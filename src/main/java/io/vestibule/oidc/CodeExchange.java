package io.vestibule.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vestibule.federation.IssuerClient;
import io.vestibule.federation.OpenIdProvider;
import io.vestibule.federation.ProviderEndpoints;
import io.vestibule.oidc.SignInRefusal.Reason;
import io.vestibule.runtime.Digests;
import io.vestibule.runtime.VertxContext;
import io.vestibule.session.TokensConfig;
import io.vestibule.web.ExternalTokenClaims;
import io.vestibule.web.ProviderCallback;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The two requests of the authorization code flow (OpenID Connect Core 1.0, section 3.1; RFC 7636):
 * the address to which the browser is sent, and the exchange of the code that comes back.
 */
@ApplicationScoped
class CodeExchange {
  private static final Logger LOG = Logger.getLogger(CodeExchange.class);

  private final IssuerClient client;
  private final ClientSecrets secrets;
  private final TokensConfig tokens;

  CodeExchange(IssuerClient client, ClientSecrets secrets, TokensConfig tokens) {
    this.client = client;
    this.secrets = secrets;
    this.tokens = tokens;
  }

  /** The address of the provider's page. */
  String authorizationRequest(
      OpenIdProvider provider, ProviderEndpoints endpoints, SignInState state) {
    Map<String, String> parameters = new LinkedHashMap<>(provider.login().parameters());
    parameters.put("response_type", "code");
    parameters.put("client_id", provider.login().clientId());
    parameters.put("redirect_uri", redirectUri(provider));
    parameters.put("scope", String.join(" ", provider.scopes()));
    parameters.put("state", state.state());
    parameters.put("nonce", state.nonce());
    parameters.put("code_challenge", challenge(state.verifier()));
    parameters.put("code_challenge_method", "S256");
    if (provider.usesFormPost()) {
      parameters.put("response_mode", "form_post");
    }
    String address = endpoints.authorization().toString();
    return address + (address.contains("?") ? "&" : "?") + Form.encode(parameters);
  }

  /**
   * The user of the code.
   *
   * @throws SignInRefusal {@link Reason#PROVIDER_UNAVAILABLE}, {@link Reason#PROVIDER_REJECTED}
   */
  Uni<ExternalTokenClaims> exchange(
      OpenIdProvider provider, ProviderEndpoints endpoints, SignInState state, String code) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirectUri(provider));
    form.put("code_verifier", state.verifier());
    Optional<String> authorization = authenticate(provider, endpoints, form);
    Uni<ExternalTokenClaims> user =
        client
            .post(endpoints.token(), Form.encode(form), authorization)
            .chain(
                answer ->
                    provider.verify(
                        text(answer, "id_token").orElse(""),
                        text(answer, "access_token"),
                        state.nonce()))
            .onFailure()
            .transform(failure -> refusal(provider, failure));
    return VertxContext.resume(user);
  }

  /** {@code code_challenge} of a verifier (RFC 7636, section 4.2). */
  static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Digests.sha256(verifier));
  }

  /** RFC 6749, section 2.3.1. */
  private Optional<String> authenticate(
      OpenIdProvider provider, ProviderEndpoints endpoints, Map<String, String> form) {
    String clientId = provider.login().clientId();
    Optional<String> secret = secrets.of(provider);
    if (secret.isPresent() && !endpoints.takesSecretInBody()) {
      String credentials = Form.encode(clientId) + ":" + Form.encode(secret.get());
      return Optional.of(
          "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
    }
    form.put("client_id", clientId);
    secret.ifPresent(value -> form.put("client_secret", value));
    return Optional.empty();
  }

  /** A redirect URI for each provider: a code of another one does not arrive here (RFC 9700). */
  private String redirectUri(OpenIdProvider provider) {
    return tokens.issuer() + ProviderCallback.PATH + provider.name();
  }

  private static SignInRefusal refusal(OpenIdProvider provider, Throwable failure) {
    boolean rejected =
        failure instanceof AuthenticationFailedException
            || failure instanceof IssuerClient.RefusedException;
    LOG.warnf(
        "The code of a sign-in with %s was not exchanged (%s)",
        provider.name(), failure.getClass().getSimpleName());
    return SignInRefusal.of(rejected ? Reason.PROVIDER_REJECTED : Reason.PROVIDER_UNAVAILABLE);
  }

  private static Optional<String> text(JsonNode answer, String member) {
    return Optional.ofNullable(answer.path(member).textValue()).filter(text -> !text.isEmpty());
  }
}
