package io.vestibule.testing;

import io.vestibule.testing.Api.Person;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** All routes of the service, for the tables of hostile requests. */
public final class Routes {
  private Routes() {}

  /**
   * @param method HTTP method
   * @param path contains an unknown id where the route takes an id
   * @param guarded whether the route requires a token
   * @param body an accepted request body, by member; empty if the route takes none
   */
  public record Route(
      String method, String path, boolean guarded, Optional<Map<String, String>> body) {
    @Override
    public String toString() {
      return method + " " + path;
    }

    public boolean takesBody() {
      return body.isPresent();
    }
  }

  private static final String SOME_ID = UUID.randomUUID().toString();

  public static List<Route> all() {
    Map<String, String> credentials =
        Map.of(
            "email",
            "hostile-" + SOME_ID + Api.EMAIL_DOMAIN,
            "password",
            Api.PASSWORD_MARK + "hostile");
    return List.of(
        open("GET", "/api/health"),
        open("POST", "/api/auth/signup", credentials),
        open("POST", "/api/auth/login", credentials),
        open("POST", "/api/auth/logout"),
        open("GET", "/api/auth/providers"),
        open(
            "POST",
            "/api/auth/token",
            Map.of("code", "b3VyIGNvZGU", "code_verifier", "a".repeat(43))),
        guarded("GET", "/api/auth/session"),
        guarded("POST", "/api/auth/refresh"),
        guarded("GET", "/api/auth/sessions"),
        guarded("DELETE", "/api/auth/sessions"),
        guarded("DELETE", "/api/auth/sessions/" + SOME_ID),
        guarded(
            "POST",
            "/api/auth/password",
            Map.of(
                "current_password",
                Api.PASSWORD_MARK + "hostile",
                "new_password",
                Api.PASSWORD_MARK + "hostile too")),
        guarded("GET", "/api/user/security-events"),
        open("POST", "/api/register", credentials),
        open("POST", "/api/login", credentials),
        guarded("GET", "/api/user"),
        guarded(
            "PATCH",
            "/api/user",
            Map.of("name", "Ada", "username", "ada", "phoneNumber", "1", "profileImage", "i")),
        guarded("DELETE", "/api/user", Map.of("password", Api.PASSWORD_MARK + "hostile")),
        guarded("POST", "/api/user/audio-key", Map.of("password", Api.PASSWORD_MARK + "hostile")),
        guarded(
            "POST",
            "/api/user/audio-key/unlock",
            Map.of(
                "password",
                Api.PASSWORD_MARK + "hostile",
                "former_password",
                Api.PASSWORD_MARK + "hostile too")),
        guarded("GET", "/api/user/usage"),
        guarded("GET", "/api/user/export"),
        guarded("POST", "/api/user/api-token"),
        guarded("GET", "/api/user/api-keys"),
        guarded("POST", "/api/user/api-keys", Map.of("name", "Export", "expires_at", "x")),
        guarded("GET", "/api/user/api-keys/" + SOME_ID),
        guarded("GET", "/api/user/api-keys/" + SOME_ID + "/usage"),
        guarded("GET", "/api/user/api-key-usage.csv"),
        guarded("PATCH", "/api/user/api-keys/" + SOME_ID, Map.of("name", "Export")),
        guarded("DELETE", "/api/user/api-keys/" + SOME_ID),
        guarded("GET", "/api/user/identities"),
        guarded("POST", "/api/user/identities", Map.of("token", "a.b.c")),
        guarded("DELETE", "/api/user/identities/" + SOME_ID),
        open("POST", "/api/auth/passkey/options"),
        guarded("PATCH", "/api/user/passkeys/" + SOME_ID, Map.of("name", "Laptop")),
        guarded("DELETE", "/api/user/passkeys/" + SOME_ID),
        guarded("GET", "/api/user/profile"),
        guarded("PUT", "/api/user/profile", Map.of("givenName", "Ada", "displayName", "A")),
        guarded(
            "PATCH",
            "/api/user/profile",
            Map.of("familyName", "Lovelace", "avatarUrl", "https://people.example/a.png")),
        guarded(
            "POST",
            "/api/audio-file",
            Map.of("s3_key", "hostile/" + SOME_ID, "content_type", "audio/3gpp", "file_name", "a")),
        guarded("GET", "/api/user/audio-files"),
        guarded("GET", "/api/audio-file/" + SOME_ID),
        guarded("DELETE", "/api/audio-file/" + SOME_ID),
        guarded("PATCH", "/api/audio-file/" + SOME_ID, Map.of("file_name", "a.webm")),
        open("GET", "/.well-known/jwks.json"),
        open("GET", "/.well-known/openid-configuration"),
        open("GET", "/.well-known/webauthn"));
  }

  public static Stream<Route> takingBodies() {
    return all().stream().filter(Route::takesBody);
  }

  public static Stream<Route> guarded() {
    return all().stream().filter(Route::guarded);
  }

  /**
   * All data that a user can read about themselves; two results are equal if nothing changed in
   * between.
   */
  public static List<Map<?, ?>> whatIsSeenBy(Person person) {
    return Stream.of("/api/user", "/api/user/profile", "/api/user/audio-files")
        .<Map<?, ?>>map(
            path -> person.request().get(path).then().statusCode(200).extract().as(Map.class))
        .toList();
  }

  private static Route open(String method, String path) {
    return new Route(method, path, false, Optional.empty());
  }

  private static Route open(String method, String path, Map<String, String> body) {
    return new Route(method, path, false, Optional.of(body));
  }

  private static Route guarded(String method, String path) {
    return new Route(method, path, true, Optional.empty());
  }

  private static Route guarded(String method, String path, Map<String, String> body) {
    return new Route(method, path, true, Optional.of(body));
  }
}
