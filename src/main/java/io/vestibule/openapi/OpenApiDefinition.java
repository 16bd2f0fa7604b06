package io.vestibule.openapi;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.servers.Server;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The global part of the OpenAPI document. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Vestibule",
            version = "0.1.0",
            description =
                "Accounts, sessions, metered API tokens, profiles and encrypted recordings. Every"
                    + " error is a problem (RFC 9457): programs compare `code`, people read"
                    + " `error`.",
            license =
                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")),
    servers = @Server(url = "/", description = "The server of this document"),
    tags = {
      @Tag(name = "Account", description = "The account of the caller"),
      @Tag(name = "API keys", description = "Named API keys of the caller"),
      @Tag(name = "Administration", description = "Accounts of other users, for administrators"),
      @Tag(
          name = "App login",
          description = "The client stores the session token and sends it as a bearer token"),
      @Tag(
          name = "Browser login",
          description = "The session token is in a cookie that scripts cannot read"),
      @Tag(name = "Discovery", description = "What a verifier of session tokens needs"),
      @Tag(name = "Email address", description = "Verification and change of an e-mail address"),
      @Tag(name = "Health", description = "The status of the service"),
      @Tag(name = "Hooks", description = "Events of other systems"),
      @Tag(name = "Identities", description = "Sign-in methods of the caller"),
      @Tag(name = "Passkeys", description = "Sign-in with passkeys (WebAuthn)"),
      @Tag(name = "Password reset", description = "Forgotten passwords"),
      @Tag(name = "Profile", description = "The profile of the caller"),
      @Tag(name = "Recordings", description = "Encrypted recordings of the caller"),
      @Tag(
          name = "Second factors",
          description = "Authenticator apps, recovery codes and logins that need them"),
      @Tag(name = "Security", description = "Security events of the caller"),
      @Tag(name = "Service keys", description = "Keys of back ends, for administrators"),
      @Tag(name = "Sessions", description = "Sessions of the caller"),
      @Tag(name = "Sign-in by redirect", description = "Google, Apple and other OpenID providers"),
      @Tag(name = "Usage", description = "API tokens and metered usage"),
      @Tag(name = "Webhooks", description = "Events for other applications, for administrators")
    })
@SecurityScheme(
    securitySchemeName = OpenApiDefinition.BEARER,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT",
    description = "The session token: `token` in the response of `/api/register` or `/api/login`")
@SecurityScheme(
    securitySchemeName = OpenApiDefinition.COOKIE,
    type = SecuritySchemeType.APIKEY,
    in = SecuritySchemeIn.COOKIE,
    apiKeyName = "auth_token",
    description = "The session token in a cookie; `/api/auth/login` sets it")
@SecurityScheme(
    securitySchemeName = OpenApiDefinition.API_KEY,
    type = SecuritySchemeType.APIKEY,
    in = SecuritySchemeIn.HEADER,
    apiKeyName = "X-API-Key",
    description = "An API token (`vst_…`), for `/api/usage`")
@SecurityScheme(
    securitySchemeName = OpenApiDefinition.API_TOKEN,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "vst_…",
    description = "An API token as bearer token, for `/api/usage`")
@SecurityScheme(
    securitySchemeName = OpenApiDefinition.SERVICE_KEY,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "vss_…",
    description = "A service key as bearer token, for back ends")
@SecurityScheme(
    securitySchemeName = OpenApiDefinition.REVENUECAT,
    type = SecuritySchemeType.APIKEY,
    in = SecuritySchemeIn.HEADER,
    apiKeyName = "Authorization",
    description = "The value that is configured for RevenueCat's webhook")
public class OpenApiDefinition extends Application {
  /** Security scheme: session token as bearer. */
  public static final String BEARER = "bearer";

  /** Security scheme: session token as cookie. */
  public static final String COOKIE = "cookie";

  /** Security scheme: the value that RevenueCat sends. */
  public static final String REVENUECAT = "revenuecat";

  /** Security scheme: API token in a header of its own. */
  public static final String API_KEY = "api-key";

  /** Security scheme: API token as bearer. */
  public static final String API_TOKEN = "api-token";

  /** Security scheme: service key as bearer. */
  public static final String SERVICE_KEY = "service-key";
}
