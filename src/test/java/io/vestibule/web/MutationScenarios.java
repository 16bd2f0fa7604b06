package io.vestibule.web;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Rows;
import io.vestibule.testing.SignedEvent;
import io.vestibule.testing.TestIssuer;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** A request to every route that changes data, and what must hold once it is complete. */
final class MutationScenarios {
  static final String WRONG_PASSWORD = "wrong password";

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String JSON_TYPE = "Content-Type: application/json\r\n";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AccountService accounts;
  final TestIssuer lab;

  MutationScenarios(AccountService accounts, TestIssuer lab) {
    this.accounts = accounts;
    this.lab = lab;
  }

  /**
   * A request, and what must hold once it is complete.
   *
   * @param headers lines, each with its end
   * @param body JSON; empty for none
   */
  record Call(String line, String headers, String body, Runnable check) {
    Call(String method, String path, Person caller, Map<String, ?> body, Runnable check) {
      this(method, path, caller == null ? null : caller.token(), body, check);
    }

    Call(String method, String path, String token, Map<String, ?> body, Runnable check) {
      this(
          method + " " + path,
          token == null ? "" : "Authorization: Bearer " + token + "\r\n",
          body == null ? "" : json(body),
          check);
    }

    byte[] bytes() {
      byte[] content = body.getBytes(StandardCharsets.UTF_8);
      String head =
          line
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
              + headers
              + (body.isEmpty() || headers.contains("Content-Type") ? "" : JSON_TYPE)
              + "Content-Length: "
              + content.length
              + "\r\n\r\n";
      return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    private static String json(Map<String, ?> body) {
      try {
        return JSON.writeValueAsString(body);
      } catch (JsonProcessingException impossible) {
        throw new AssertionError(impossible);
      }
    }
  }

  /**
   * @param route method and path template
   * @param prepare makes a caller and its request
   */
  record Scenario(String route, String name, Function<MutationScenarios, Call> prepare) {
    @Override
    public String toString() {
      return route + " " + name;
    }
  }

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario("POST /api/auth/signup", "", test -> signUp("/api/auth/signup")),
        new Scenario("POST /api/register", "", test -> signUp("/api/register")),
        new Scenario("POST /api/auth/login", "", test -> logIn("/api/auth/login")),
        new Scenario("POST /api/login", "", test -> logIn("/api/login")),
        new Scenario("POST /api/login", WRONG_PASSWORD, test -> wrongPassword()),
        new Scenario(
            "POST /api/auth/logout",
            "",
            test -> {
              Person person = Api.register();
              return new Call(
                  "POST", "/api/auth/logout", person, null, () -> assertEnded(person.token()));
            }),
        new Scenario(
            "POST /api/auth/refresh",
            "",
            test -> {
              Person person = Api.register();
              return new Call("POST", "/api/auth/refresh", person, null, () -> {});
            }),
        new Scenario(
            "DELETE /api/auth/sessions",
            "",
            test -> {
              Person person = Api.register();
              String other = Api.tokenOf(person);
              return new Call(
                  "DELETE", "/api/auth/sessions", person, null, () -> assertEnded(other));
            }),
        new Scenario(
            "DELETE /api/auth/sessions/{session_id}",
            "",
            test -> {
              Person person = Api.register();
              String other = Api.tokenOf(person);
              String id = Api.bearer(other).get("/api/auth/session").path("session.session_id");
              return new Call(
                  "DELETE", "/api/auth/sessions/" + id, person, null, () -> assertEnded(other));
            }),
        new Scenario("POST /api/auth/password", "", test -> changePassword()),
        new Scenario(
            "PATCH /api/user",
            "",
            test -> {
              Person person = Api.register();
              return new Call(
                  "PATCH",
                  "/api/user",
                  person,
                  Map.of("name", "Ada"),
                  () -> assertEquals("Ada", person.request().get("/api/user").path("name")));
            }),
        new Scenario(
            "DELETE /api/user",
            "",
            test -> {
              Person person = Api.register();
              return new Call(
                  "DELETE",
                  "/api/user",
                  person,
                  Map.of("password", person.password()),
                  () -> {
                    assertTrue(Rows.users().find(person.userId()).isEmpty());
                    assertTrue(Rows.logins().find("email:" + person.email()).isEmpty());
                    assertTrue(Rows.sessions().where("user_id", person.userId()).isEmpty());
                    assertTrue(Rows.apiTokens().where("user_id", person.userId()).isEmpty());
                  });
            }),
        new Scenario("POST /api/user/api-token", "", test -> rotate()),
        new Scenario("POST /api/user/recovery-key", "", test -> recoveryKey()),
        new Scenario("PUT /api/user/profile", "", test -> profile("PUT")),
        new Scenario("PATCH /api/user/profile", "", test -> profile("PATCH")),
        new Scenario("POST /api/user/audio-key", "", test -> audioKey()),
        new Scenario("POST /api/decrypt-audio", "", test -> decrypt()),
        new Scenario("POST /api/hooks/cognito/post-confirmation", "", test -> confirm()),
        new Scenario("POST /api/audio-file/upload-url", "", test -> uploadUrl()),
        new Scenario("POST /api/audio-file", "", test -> registerRecording()),
        new Scenario("PATCH /api/audio-file/{file_id}", "", test -> renameRecording()),
        new Scenario("DELETE /api/audio-file/{file_id}", "", test -> deleteRecording()),
        new Scenario("POST /api/user/identities", "", test -> test.link()),
        new Scenario("DELETE /api/user/identities/{id}", "", test -> test.unlink()),
        new Scenario("PATCH /api/admin/users/{id}", "suspension", MutationScenarios::suspend),
        new Scenario(
            "DELETE /api/admin/users/{id}/sessions",
            "",
            test -> {
              Person target = Api.register();
              return new Call(
                  "DELETE",
                  "/api/admin/users/" + target.userId() + "/sessions",
                  test.admin(),
                  null,
                  () -> assertEnded(target.token()));
            }),
        new Scenario("POST /api/usage", "without a request id", test -> usage(Map.of("units", 3))),
        new Scenario(
            "POST /api/usage",
            "with a request id",
            test -> usage(Map.of("units", 3, "request_id", UUID.randomUUID().toString()))));
  }

  static void assertEnded(String token) {
    assertEquals(401, Api.bearer(token).get("/api/user").statusCode());
  }

  static void assertAudited(Person person, String act) {
    assertTrue(
        Rows.securityEvents().where("user_id", person.userId()).stream()
            .anyMatch(event -> event.get("act").s().equals(act) && event.containsKey("address")),
        act + " is not in the audit log");
  }

  private static Call signUp(String path) {
    String email = freshEmail();
    String password = freshPassword();
    return new Call(
        "POST",
        path,
        (Person) null,
        credentials(email, password),
        () -> assertEquals(200, post("/api/login", credentials(email, password)).statusCode()));
  }

  private static Call logIn(String path) {
    Person person = Api.register();
    return new Call(
        "POST",
        path,
        (Person) null,
        credentials(person.email(), person.password()),
        () -> assertAudited(person, "login"));
  }

  private static Call wrongPassword() {
    Person person = Api.register();
    return new Call(
        "POST",
        "/api/login",
        (Person) null,
        credentials(person.email(), freshPassword()),
        () -> {});
  }

  private static Call changePassword() {
    Person person = Api.register();
    String other = Api.tokenOf(person);
    String newPassword = freshPassword();
    return new Call(
        "POST",
        "/api/auth/password",
        person,
        Map.of("current_password", person.password(), "new_password", newPassword),
        () -> {
          assertEnded(other);
          assertEquals(
              200, post("/api/login", credentials(person.email(), newPassword)).statusCode());
          assertAudited(person, "password-change");
        });
  }

  private static Call rotate() {
    Person person = Api.register();
    return new Call(
        "POST",
        "/api/user/api-token",
        person,
        null,
        () -> {
          String current = person.request().get("/api/auth/session").path("api_token");
          Response answer = Api.json().header("X-API-Key", current).body("{}").post("/api/usage");
          assertEquals(200, answer.statusCode());
          assertAudited(person, "api-token-rotation");
        });
  }

  private static Call recoveryKey() {
    Person person = Api.register();
    return new Call(
        "POST",
        "/api/user/recovery-key",
        person,
        Map.of("password", person.password()),
        () -> assertAudited(person, "recovery-key"));
  }

  private static Call audioKey() {
    Person person = Api.register();
    return new Call(
        "POST", "/api/user/audio-key", person, Map.of("password", person.password()), () -> {});
  }

  private static Call decrypt() {
    Person person = Api.register();
    Stored file = VaultClient.store(person, VaultClient.bytes(100));
    return new Call(
        "POST",
        "/api/decrypt-audio",
        person,
        Map.of("password", person.password(), "file_id", file.fileId()),
        () -> {});
  }

  private static Call confirm() {
    String subject = UUID.randomUUID().toString();
    SignedEvent event = SignedEvent.confirmSignUp(subject, Map.of());
    return new Call(
        "POST " + SignedEvent.PATH,
        "webhook-id: %s\r\nwebhook-timestamp: %s\r\nwebhook-signature: %s\r\n"
            .formatted(event.id(), event.timestamp(), event.signature()),
        event.body(),
        () -> {});
  }

  private static Call uploadUrl() {
    Person person = Api.register();
    return new Call(
        "POST",
        "/api/audio-file/upload-url",
        person,
        Map.of("file_name", "a.m4a", "content_type", "audio/mp4", "file_size", 100),
        () -> {});
  }

  private static Call profile(String method) {
    Person person = Api.register();
    return new Call(
        method,
        "/api/user/profile",
        person,
        Map.of("givenName", "Ada"),
        () -> assertTrue(Rows.profiles().find(person.userId()).isPresent()));
  }

  private static Call registerRecording() {
    Person person = Api.register();
    return new Call(
        "POST",
        "/api/audio-file",
        person,
        Map.of("s3_key", "users/" + person.userId() + "/1"),
        () -> assertEquals(1, Rows.audioFiles().where("user_id", person.userId()).size()));
  }

  private static Call renameRecording() {
    Person person = Api.register();
    String id = recording(person);
    return new Call(
        "PATCH",
        "/api/audio-file/" + id,
        person,
        Map.of("file_name", "Interview", "details", "c2VhbGVk"),
        () ->
            assertEquals(
                "Interview", Rows.audioFiles().find(id).orElseThrow().get("file_name").s()));
  }

  private static Call deleteRecording() {
    Person person = Api.register();
    String id = recording(person);
    return new Call(
        "DELETE",
        "/api/audio-file/" + id,
        person,
        null,
        () -> assertTrue(Rows.audioFiles().find(id).isEmpty()));
  }

  private static String recording(Person person) {
    return person
        .request()
        .body(Map.of("s3_key", "users/" + person.userId() + "/1"))
        .post("/api/audio-file")
        .path("audio_file.file_id");
  }

  private Call link() {
    Person person = Api.register();
    String token = lab.token(UUID.randomUUID().toString(), claims -> {});
    return new Call(
        "POST",
        "/api/user/identities",
        person,
        Map.of("token", token),
        () -> assertAudited(person, "identity-link"));
  }

  private Call unlink() {
    Person person = Api.register();
    String token = lab.token(UUID.randomUUID().toString(), claims -> {});
    String id =
        person
            .request()
            .body(Map.of("token", token))
            .post("/api/user/identities")
            .path("identities[1].id");
    return new Call(
        "DELETE",
        "/api/user/identities/" + id,
        person,
        null,
        () -> assertAudited(person, "identity-unlink"));
  }

  private Call suspend() {
    Person target = Api.register();
    List<String> tokens = new ArrayList<>(List.of(target.token(), Api.tokenOf(target)));
    return new Call(
        "PATCH",
        "/api/admin/users/" + target.userId(),
        admin(),
        Map.of("status", "suspended"),
        () -> {
          tokens.forEach(MutationScenarios::assertEnded);
          assertAudited(target, "status-change");
        });
  }

  private static Call usage(Map<String, ?> body) {
    Person person = Api.register();
    String apiToken = person.request().get("/api/auth/session").path("api_token");
    return new Call(
        "POST",
        "/api/usage",
        apiToken,
        body,
        () ->
            assertEquals(3, (Integer) person.request().get("/api/user/usage").path("usage_count")));
  }

  Person admin() {
    Person person = Api.register();
    accounts.setRole(person.userId(), Role.ADMIN).await().atMost(TIMEOUT);
    return person.loggedInAgain();
  }
}
