package io.vestibule.login;

import static io.vestibule.testing.Api.PASSWORD_MARK;
import static io.vestibule.testing.Api.freshEmail;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.RawHttp;
import io.vestibule.testing.RawHttp.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The calls of the seeds, unchanged: same paths, headers, bodies (white space included) and the
 * members of the answers that their clients read. Only host, port, address and password differ.
 */
@QuarkusTest
class SeedContractTest {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  /** Seed 003, "Testing DynamoDB Setup": what curl sends for its four lines. */
  @Test
  void theCurlCommandsOfTheAppSeed() {
    String account =
        """
        {
            "email": "%s",
            "password": "%s"
          }"""
            .formatted(freshEmail(), PASSWORD_MARK + "SecurePassword123!");

    Answer registered = RawHttp.send("POST", "/api/register", JSON, account);
    assertEquals(201, registered.status());
    assertEquals(registered.json().path("user_id"), registered.json().path("user").path("user_id"));

    Answer loggedIn = RawHttp.send("POST", "/api/login", JSON, account);
    assertEquals(200, loggedIn.status());
    assertEquals(registered.json().path("key_salt"), loggedIn.json().path("key_salt"));
    String bearer = "Bearer " + loggedIn.json().path("token").asText();

    // The line's key, but for a suffix: a key can be registered once.
    String s3Key =
        "users/test-user/audio-%s.3gp".formatted(registered.json().path("user_id").asText());
    Answer created =
        RawHttp.send(
            "POST",
            "/api/audio-file",
            Map.of("Content-Type", "application/json", "Authorization", bearer),
            """
            {
                "s3_key": "%s",
                "file_size": 1024
              }"""
                .formatted(s3Key));
    assertEquals(201, created.status());
    JsonNode file = created.json().path("audio_file");
    assertEquals(s3Key, file.path("s3_key").asText());
    assertEquals(1024, file.path("file_size").intValue());
    assertEquals(registered.json().path("user_id"), file.path("user_id"));

    Answer listed = RawHttp.send("GET", "/api/user/audio-files", Map.of("Authorization", bearer));
    assertEquals(200, listed.status());
    assertEquals(1, listed.json().path("audio_files").size());
    assertEquals(file, listed.json().path("audio_files").path(0));
  }

  /** Seed 000, "Setup Frontend": {@code fetch} with a JSON body, then {@code data.error}. */
  @Test
  void theFetchCallsOfTheWebSeed() {
    String account =
        "{\"email\":\"%s\",\"password\":\"%s\"}"
            .formatted(freshEmail(), PASSWORD_MARK + "sesame-open");
    Map<String, String> fetch =
        Map.of(
            "Content-Type", "application/json",
            "Accept", "*/*",
            "Origin", RawHttp.address(),
            "Sec-Fetch-Mode", "cors",
            "Sec-Fetch-Site", "same-origin");

    Answer created = RawHttp.send("POST", "/api/auth/signup", fetch, account);
    assertEquals(201, created.status());
    String apiToken = created.json().path("token").asText();

    Answer again = RawHttp.send("POST", "/api/auth/signup", fetch, account);
    assertEquals(400, again.status());
    assertEquals("User already exists", again.json().path("error").asText());

    Answer loggedIn = RawHttp.send("POST", "/api/auth/login", fetch, account);
    assertEquals(200, loggedIn.status());
    assertEquals("Login successful", loggedIn.json().path("message").asText());
    assertEquals(apiToken, loggedIn.json().path("api_token").asText());
    String cookie = loggedIn.header("Set-Cookie");
    assertTrue(cookie.startsWith("auth_token="));

    Answer session =
        RawHttp.send(
            "GET", "/api/auth/session", Map.of("Cookie", cookie.substring(0, cookie.indexOf(';'))));
    assertEquals(200, session.status());

    Answer wrongMethod = RawHttp.send("GET", "/api/auth/login", Map.of());
    assertEquals(405, wrongMethod.status());

    Answer wrong =
        RawHttp.send("POST", "/api/auth/login", fetch, account.replace("sesame", "barley"));
    assertEquals(401, wrong.status());
    assertEquals("Invalid credentials", wrong.json().path("error").asText());
  }
}
