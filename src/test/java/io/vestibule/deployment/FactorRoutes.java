package io.vestibule.deployment;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.post;

import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The measured requests for second factors. */
final class FactorRoutes {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;
  private static final int UNAUTHORIZED = 401;

  private FactorRoutes() {}

  static void measure(MeasuredRoutes routes, Person person) {
    routes.call(
        "POST /api/auth/reauthenticate",
        OK,
        () ->
            person
                .request()
                .body(Map.of("password", person.password()))
                .post("/api/auth/reauthenticate"),
        0);
    routes.call("GET /api/user/mfa", OK, () -> person.request().get("/api/user/mfa"), 0);
    String secret =
        routes
            .call(
                "POST /api/user/mfa/totp",
                CREATED,
                () -> person.request().post("/api/user/mfa/totp"),
                0)
            .path("secret");
    Authenticator app = new Authenticator(secret, List.of());
    List<String> codes =
        routes
            .call(
                "POST /api/user/mfa/totp/confirm",
                OK,
                () ->
                    person
                        .request()
                        .body(Map.of("code", app.code(Clock.systemUTC().instant())))
                        .post("/api/user/mfa/totp/confirm"),
                0)
            .path("recovery_codes");
    String token =
        routes
            .call(
                "POST /api/login, second factor required",
                UNAUTHORIZED,
                () -> post("/api/login", credentials(person.email(), person.password())),
                0)
            .path("mfa_token");
    routes.call(
        "POST /api/auth/mfa",
        OK,
        () -> post("/api/auth/mfa", Map.of("mfa_token", token, "recovery_code", codes.get(0))),
        0);
    routes.call(
        "DELETE /api/user/mfa/totp",
        NO_CONTENT,
        () -> person.request().delete("/api/user/mfa/totp"),
        0);
  }
}
