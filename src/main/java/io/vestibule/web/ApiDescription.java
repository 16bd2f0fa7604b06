package io.vestibule.web;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** What the OpenAPI document says of the service as a whole. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Vestibule",
            version = "0.1.0",
            description =
                "Sign-up, sessions, metered API tokens, profiles and encrypted audio. Every error is an RFC 9457"
                    + " problem with `code` for programs and `error` for people.",
            license =
                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")))
@SecurityScheme(
    securitySchemeName = ApiDescription.BEARER,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT",
    description = "The `token` of `/api/register` or `/api/login`")
@SecurityScheme(
    securitySchemeName = ApiDescription.COOKIE,
    type = SecuritySchemeType.APIKEY,
    in = SecuritySchemeIn.COOKIE,
    apiKeyName = "auth_token",
    description = "Set by `/api/auth/login`")
@SecurityScheme(
    securitySchemeName = ApiDescription.API_KEY,
    type = SecuritySchemeType.APIKEY,
    in = SecuritySchemeIn.HEADER,
    apiKeyName = "X-API-Key",
    description = "An API token (`vst_…`), for `/api/usage`")
@SecurityScheme(
    securitySchemeName = ApiDescription.API_TOKEN,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "vst_…",
    description = "An API token as bearer, for `/api/usage`")
public class ApiDescription extends Application {
  /** Security scheme: session token as bearer. */
  public static final String BEARER = "bearer";

  /** Security scheme: session token as cookie. */
  public static final String COOKIE = "cookie";

  /** Security scheme: API token in a header of its own. */
  public static final String API_KEY = "api-key";

  /** Security scheme: API token as bearer. */
  public static final String API_TOKEN = "api-token";
}
