package io.vestibule.federation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * External issuers whose tokens are accepted in addition to the service's own, each under a name of
 * the operator's choice. The token's {@code iss} selects the issuer. Nothing is fetched from an
 * issuer before its first token arrives.
 *
 * <p>Examples: docs/federation.md.
 */
@ConfigMapping(prefix = "vestibule.issuers")
public interface IssuersConfig {
  /** By name. Environment: {@code VESTIBULE_ISSUERS_<NAME>_ISSUER} and so on. */
  @WithParentName
  Map<String, IssuerConfig> byName();

  /** One issuer. */
  interface IssuerConfig {
    /**
     * {@code iss} of its tokens, and the base URL of its discovery document. It has a trailing
     * slash only if {@code iss} has one. Users are stored under this spelling: do not change it.
     */
    String issuer();

    /** Which claims it issues, and where: see {@link IssuerKind}. */
    @WithDefault("oidc")
    IssuerKind kind();

    /**
     * Client ids or other audiences. A token must name one of them in {@code aud}; a Cognito access
     * token, in {@code client_id}.
     */
    List<String> clientIds();

    /** Other spellings of the same issuer's {@code iss}. Google's two are built in. */
    Optional<List<String>> alsoKnownAs();

    /** URL of its keys (RFC 7517); taken from its discovery document if not set. */
    Optional<URI> jwksUri();

    /**
     * Which kinds of token are accepted as a bearer: {@code access}, {@code id}. By default both
     * for Cognito, {@code id} for Google and Apple, whose access tokens are opaque, and {@code
     * access} for others. Tokens that do not show their kind are accepted. To link an identity,
     * both kinds are accepted always.
     */
    Optional<Set<TokenKind>> accepts();

    /**
     * Clients, besides {@link #clientIds}, to which its tokens may have been issued: {@code azp},
     * {@code client_id}, {@code cid} and {@code appid}, where present, must name one of them.
     */
    Optional<List<String>> authorizedParties();

    /**
     * Roles that {@code custom:role} of a Cognito pool may give to a new user; none by default,
     * because app clients may let users write that attribute.
     */
    Optional<List<String>> trustedRoles();

    /** Whether it may be reached by plain HTTP. On localhost it always may. */
    @WithDefault("false")
    boolean allowHttp();

    /** Sign-in by redirect to this issuer. Off if none of its keys is set. */
    Optional<LoginConfig> login();
  }

  /** The client with which this service is registered at an issuer, for sign-in by redirect. */
  interface LoginConfig {
    /** The client id. It must be one of {@link IssuerConfig#clientIds}. */
    String clientId();

    /**
     * The client secret. Not set for a public client, which PKCE alone protects, and for Apple,
     * where the service makes a secret from {@link #privateKey}.
     */
    Optional<String> clientSecret();

    /** File that holds {@code client-secret}. */
    Optional<Path> clientSecretFile();

    /**
     * The scopes to ask for. By default {@code openid,email,profile}; for Apple {@code
     * openid,email,name}.
     */
    Optional<List<String>> scopes();

    /** The provider's name on the button. By default Google, Apple, or the name of the issuer. */
    Optional<String> label();

    /**
     * How the provider sends the browser back: {@code query}, or {@code form-post}, which Apple
     * requires and which is its default.
     */
    Optional<ResponseMode> responseMode();

    /**
     * Further parameters of the authorization request, by name, for example {@code
     * prompt=select_account}, or {@code identity_provider=Google} for Cognito.
     */
    Map<String, String> parameters();

    /** Apple: the id of the team, 10 characters. */
    Optional<String> teamId();

    /** Apple: the id of the key, 10 characters. */
    Optional<String> keyId();

    /** Apple: the private key for Sign in with Apple, PKCS#8 in PEM (the {@code .p8} file). */
    Optional<String> privateKey();

    /** File that holds {@code private-key}. */
    Optional<Path> privateKeyFile();
  }

  /** How the authorization response arrives (OAuth 2.0 Multiple Response Type Encoding). */
  enum ResponseMode {
    QUERY,
    FORM_POST
  }
}
