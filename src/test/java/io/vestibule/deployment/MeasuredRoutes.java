package io.vestibule.deployment;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;

import io.restassured.response.Response;
import io.vestibule.deployment.CapacityRecorder.Units;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ServiceKeyScopes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Calls each route once as its users do and reads from DynamoDB what that cost. */
final class MeasuredRoutes {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;

  /** So long must nothing be asked of the store before the work in the background is over. */
  private static final int QUIET_MILLIS = 400;

  /** A minute. */
  private static final int ROUNDS = 150;

  /** When sessions begun while the password changed have been looked for once more. */
  static final int SECOND_SWEEP_MILLIS = 6_000;

  private final Map<String, Units> units = new LinkedHashMap<>();

  /** What {@link CapacityRecorder#underWay} says when nothing is. */
  private final int idle;

  private MeasuredRoutes() {
    int before;
    int looks = 0;
    do {
      if (++looks > 10) {
        throw new AssertionError("background work did not end");
      }
      before = CapacityRecorder.begun();
      pause(SECOND_SWEEP_MILLIS);
    } while (before != CapacityRecorder.begun());
    idle = CapacityRecorder.underWay();
  }

  /**
   * @param administrator gives the role and a token with that role
   */
  static Map<String, Units> measure(UnaryOperator<Person> administrator) {
    MeasuredRoutes routes = new MeasuredRoutes();
    routes.signUpAndLogin();
    routes.sessions();
    routes.accountAndProfile();
    routes.usage();
    RecoveryRoutes.measure(routes, seen(register()));
    FactorRoutes.measure(routes, seen(register()));
    routes.recordings();
    routes.transfers();
    routes.administration(administrator.apply(register()));
    routes.logoutAndErasure();
    return routes.units;
  }

  private void signUpAndLogin() {
    String email = freshEmail();
    String password = freshPassword();
    // Reading existing counters costs more than finding none: this address has failed before.
    post("/api/auth/login", credentials(freshEmail(), freshPassword()));
    settle();
    call(
        "POST /api/auth/signup",
        CREATED,
        () -> post("/api/auth/signup", credentials(email, password)));
    call("POST /api/auth/login", OK, () -> post("/api/auth/login", credentials(email, password)));
    call(
        "POST /api/auth/login, wrong password",
        401,
        () -> post("/api/auth/login", credentials(email, freshPassword())));
    call(
        "POST /api/auth/login, unknown address",
        401,
        () -> post("/api/auth/login", credentials(freshEmail(), freshPassword())));
    String other = freshEmail();
    call("POST /api/register", CREATED, () -> post("/api/register", credentials(other, password)));
    call("POST /api/login", OK, () -> post("/api/login", credentials(other, password)));
  }

  private void sessions() {
    Person person = register();
    call(
        "any request, session not seen for 10 s",
        OK,
        () -> person.request().get("/api/auth/session"));
    call("GET /api/auth/session", OK, () -> person.request().get("/api/auth/session"));
    call("GET /api/auth/sessions", OK, () -> person.request().get("/api/auth/sessions"));
    call(
        "GET /api/user/security-events",
        OK,
        () -> person.request().get("/api/user/security-events"));
    String fresh =
        call("POST /api/auth/refresh", OK, () -> person.request().post("/api/auth/refresh"))
            .path("token");
    String other = tokenOf(person);
    String session = bearer(other).get("/api/auth/session").path("session.session_id");
    call(
        "DELETE /api/auth/sessions/{id}",
        NO_CONTENT,
        () -> bearer(fresh).delete("/api/auth/sessions/" + session));
    tokenOf(person);
    call(
        "DELETE /api/auth/sessions, one other",
        NO_CONTENT,
        () -> bearer(fresh).delete("/api/auth/sessions"),
        SECOND_SWEEP_MILLIS);
    call("POST /api/auth/logout", NO_CONTENT, () -> bearer(fresh).post("/api/auth/logout"));
  }

  private void accountAndProfile() {
    Person person = seen(register());
    call("GET /api/user", OK, () -> person.request().get("/api/user"));
    call(
        "PATCH /api/user",
        OK,
        () -> person.request().body(Map.of("name", "Ada")).patch("/api/user"));
    call(
        "PUT /api/user/profile",
        OK,
        () -> person.request().body(Map.of("givenName", "Ada")).put("/api/user/profile"));
    call("GET /api/user/profile", OK, () -> person.request().get("/api/user/profile"));
    call(
        "PATCH /api/user/profile",
        OK,
        () -> person.request().body(Map.of("familyName", "L")).patch("/api/user/profile"));
    call(
        "POST /api/auth/password",
        NO_CONTENT,
        () ->
            person
                .request()
                .body(
                    Map.of("current_password", person.password(), "new_password", freshPassword()))
                .post("/api/auth/password"),
        SECOND_SWEEP_MILLIS);
    Person other = seen(register());
    call(
        "POST /api/user/recovery-key",
        CREATED,
        () ->
            other
                .request()
                .body(Map.of("password", other.password()))
                .post("/api/user/recovery-key"));
    call(
        "POST /api/user/audio-key",
        OK,
        () ->
            other.request().body(Map.of("password", other.password())).post("/api/user/audio-key"));
    call("GET /api/user/identities", OK, () -> other.request().get("/api/user/identities"));
  }

  private void usage() {
    String email = freshEmail();
    String token = post("/api/auth/signup", credentials(email, freshPassword())).path("token");
    settle();
    call("POST /api/usage", OK, () -> bearer(token).body(Map.of()).post("/api/usage"));
    call(
        "POST /api/usage with a request_id",
        OK,
        () ->
            bearer(token)
                .body(Map.of("request_id", UUID.randomUUID().toString()))
                .post("/api/usage"));
    Person person = seen(register());
    call("GET /api/user/usage", OK, () -> person.request().get("/api/user/usage"));
    call("POST /api/user/api-token", OK, () -> person.request().post("/api/user/api-token"));
    String keys = "/api/user/api-keys";
    Response created =
        call(
            "POST /api/user/api-keys",
            CREATED,
            () -> person.request().body(Map.of("name", "Export")).post(keys));
    String secret = created.path("secret");
    call(
        "POST /api/usage, named key not seen before",
        OK,
        () -> bearer(secret).body(Map.of()).post("/api/usage"));
    call("POST /api/usage, named key", OK, () -> bearer(secret).body(Map.of()).post("/api/usage"));
    BackEnd gateway = BackEnd.withScopes(ServiceKeyScopes.KEYS_VERIFY);
    Map<String, ?> verification = Map.of("key", secret);
    gateway.request().body(verification).post("/api/keys/verify").then().statusCode(OK);
    call(
        "POST /api/keys/verify",
        OK,
        () -> gateway.request().body(verification).post("/api/keys/verify"));
    call(
        "POST /api/keys/verify, units 0",
        OK,
        () -> gateway.request().body(Map.of("key", secret, "units", 0)).post("/api/keys/verify"));
    call("GET /api/user/api-keys, two", OK, () -> person.request().get(keys));
    String key = keys + "/" + created.path("api_key.id");
    call(
        "PATCH /api/user/api-keys/{id}",
        OK,
        () -> person.request().body(Map.of("enabled", true)).patch(key));
    call(
        "POST /api/user/api-keys/{id}/rotate",
        OK,
        () -> person.request().body(Map.of("overlap_seconds", 60)).post(key + "/rotate"));
    call("DELETE /api/user/api-keys/{id}", NO_CONTENT, () -> person.request().delete(key));
  }

  private void recordings() {
    Person person = seen(register());
    String key = "users/" + person.userId() + "/" + UUID.randomUUID();
    String file =
        call(
                "POST /api/audio-file",
                CREATED,
                () ->
                    person
                        .request()
                        .body(Map.of("s3_key", key, "file_size", 1024))
                        .post("/api/audio-file"))
            .path("audio_file.file_id");
    call("GET /api/user/audio-files", OK, () -> person.request().get("/api/user/audio-files"));
    call("GET /api/audio-file/{id}", OK, () -> person.request().get("/api/audio-file/" + file));
    call(
        "DELETE /api/audio-file/{id}",
        NO_CONTENT,
        () -> person.request().delete("/api/audio-file/" + file));
  }

  private void transfers() {
    Person person = seen(register());
    call("POST /api/audio-file/upload-url", CREATED, () -> VaultClient.uploadUrl(person, 1000));
    Stored stored = VaultClient.store(person, VaultClient.bytes(100));
    String path = "/api/audio-file/" + stored.fileId();
    call(
        "GET /api/audio-file/{id}/download-url",
        OK,
        () -> person.request().get(path + "/download-url"));
    String link =
        VaultClient.pathOf(
            call("POST /api/decrypt-audio", OK, () -> VaultClient.decrypt(person, stored.fileId()))
                .path("download_url"));
    call("GET /api/audio-file/{id}/content", OK, () -> json().urlEncodingEnabled(false).get(link));
  }

  private void administration(Person admin) {
    Person person = seen(register());
    String path = "/api/admin/users/" + person.userId();
    seen(admin);
    call(
        "GET /api/admin/users?email=",
        OK,
        () -> admin.request().queryParam("email", person.email()).get("/api/admin/users"));
    call(
        "GET /api/admin/users, two",
        OK,
        () -> admin.request().queryParam("limit", "2").get("/api/admin/users"));
    call(
        "GET /api/admin/users?email_prefix=, one",
        OK,
        () -> admin.request().queryParam("email_prefix", person.email()).get("/api/admin/users"));
    Person deleted = register();
    call(
        "POST /api/admin/users",
        CREATED,
        () -> admin.request().body(Map.of("email", freshEmail())).post("/api/admin/users"));
    call(
        "DELETE /api/admin/users/{id}",
        NO_CONTENT,
        () -> admin.request().delete("/api/admin/users/" + deleted.userId()));
    call("GET /api/admin/users/{id}/events", OK, () -> admin.request().get(path + "/events"));
    call("GET /api/admin/users/{id}/sessions", OK, () -> admin.request().get(path + "/sessions"));
    call("GET /api/admin/users/{id}/usage", OK, () -> admin.request().get(path + "/usage"));
    call("GET /api/admin/users/{id}", OK, () -> admin.request().get(path));
    call(
        "PATCH /api/admin/users/{id}",
        OK,
        () -> admin.request().body(Map.of("plan", "pro")).patch(path));
    person.request().get("/api/user/profile").then().statusCode(OK);
    ServiceKeyRoutes.measure(this, admin, person);
    WebhookRoutes.measure(this, admin);
    PaymentRoutes.measure(this);
    call(
        "DELETE /api/admin/users/{id}/sessions, one",
        NO_CONTENT,
        () -> admin.request().delete(path + "/sessions"),
        SECOND_SWEEP_MILLIS);
  }

  private void logoutAndErasure() {
    Person person = seen(register());
    call("GET /api/user/export", OK, () -> person.request().get("/api/user/export"));
    call(
        "DELETE /api/user",
        NO_CONTENT,
        () -> person.request().body(Map.of("password", person.password())).delete("/api/user"));
    call("GET /.well-known/jwks.json", OK, () -> json().get("/.well-known/jwks.json"));
  }

  /** Whose session is in the cache. */
  private static Person seen(Person person) {
    person.request().get("/api/auth/session").then().statusCode(OK);
    return person;
  }

  private Response call(String name, int status, Supplier<Response> request) {
    return call(name, status, request, 0);
  }

  Response call(String name, int status, Supplier<Response> request, int laterMillis) {
    settle();
    CapacityRecorder.start();
    Response answer = request.get();
    answer.then().statusCode(status);
    pause(laterMillis);
    settle();
    units.put(name, CapacityRecorder.stop());
    return answer;
  }

  private void settle() {
    for (int round = 0; round < ROUNDS; round++) {
      int before = CapacityRecorder.begun();
      pause(QUIET_MILLIS);
      if (before == CapacityRecorder.begun() && CapacityRecorder.underWay() == idle) {
        return;
      }
    }
    throw new AssertionError("background work did not end");
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
