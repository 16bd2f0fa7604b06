package io.vestibule.recovery;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Resets.challenge;
import static io.vestibule.testing.Resets.link;
import static io.vestibule.testing.Resets.logIn;
import static io.vestibule.testing.Resets.reset;
import static io.vestibule.testing.Resets.unlock;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.testing.VaultClient;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A reset at the same time as another use of the link, a refresh, an upload and an erasure. */
@QuarkusTest
class ResetConcurrencyTest {
  private static final Optional<String> NO_RECOVERY_KEY = Optional.empty();

  @Test
  void ofConcurrentUsesOfALinkOneSucceeds() {
    Person ada = register();
    Map<String, String> link = link(challenge(ada));
    List<String> passwords = List.of(freshPassword(), freshPassword(), freshPassword());

    List<Response> answers =
        Concurrently.run(3, number -> reset(link, passwords.get(number), NO_RECOVERY_KEY));

    assertEquals(1, answers.stream().filter(answer -> answer.statusCode() == 200).count());
    for (int i = 0; i < answers.size(); i++) {
      int login = post("/api/login", credentials(ada.email(), passwords.get(i))).statusCode();
      assertEquals(answers.get(i).statusCode() == 200, login == 200);
    }
    assertEquals(
        2, Rows.users().find(ada.userId()).orElseThrow().get("older_audio_keys").l().size() + 1);
  }

  @Test
  void aResetDuringARefreshEndsTheSession() {
    Person ada = register();
    Map<String, String> link = link(challenge(ada));

    List<Response> answers =
        Concurrently.run(
            4,
            number ->
                number == 0
                    ? reset(link, freshPassword(), NO_RECOVERY_KEY)
                    : ada.request().post("/api/auth/refresh"));

    assertEquals(200, answers.get(0).statusCode());
    assertEnded(ada.token());
    for (Response refreshed : answers.subList(1, 4)) {
      if (refreshed.statusCode() == 200) {
        assertEnded(refreshed.path("token"));
      }
    }
  }

  /** The recording is encrypted before the reset and registered during it. */
  @Test
  void aResetDuringAnUploadLosesNoRecording() {
    Person ada = register();
    Map<String, String> link = link(challenge(ada));
    byte[] plain = VaultClient.bytes(2_000);
    String newPassword = freshPassword();
    String s3Key;
    try (var audioKey = VaultClient.audioKey(ada)) {
      int size = VaultClient.encrypt(audioKey, ada.userId(), "", plain).length;
      Response place = VaultClient.uploadUrl(ada, size);
      s3Key = place.path("s3_key");
      byte[] file = VaultClient.encrypt(audioKey, ada.userId(), s3Key, plain);
      assertEquals(200, VaultClient.put(place, file).statusCode());
    }

    List<Response> answers =
        Concurrently.run(
            2,
            number ->
                number == 0
                    ? reset(link, newPassword, NO_RECOVERY_KEY)
                    : ada.request().body(Map.of("s3_key", s3Key)).post("/api/audio-file"));

    assertEquals(200, answers.get(0).statusCode());
    Person again = logIn(ada, newPassword);
    Response registered = again.request().body(Map.of("s3_key", s3Key)).post("/api/audio-file");
    assertTrue(registered.statusCode() < 300);
    String fileId = registered.path("audio_file.file_id");
    Problems.assertProblem(VaultClient.decrypt(again, fileId), ErrorCode.AUDIO_KEY_LOCKED);
    unlock(again, "former_password", ada.password()).then().statusCode(200);
    assertArrayEquals(plain, VaultClient.play(again, fileId));
  }

  @Test
  void aResetDuringAnErasureDoesNotBringTheAccountBack() {
    Person ada = register();
    Map<String, String> link = link(challenge(ada));

    List<Response> answers =
        Concurrently.run(
            2,
            number ->
                number == 0
                    ? reset(link, freshPassword(), NO_RECOVERY_KEY)
                    : ada.request().body(Map.of("password", ada.password())).delete("/api/user"));

    if (answers.get(1).statusCode() < 300) {
      Eventually.holds(() -> assertFalse(Rows.users().find(ada.userId()).isPresent()));
      assertInvalid(link);
    } else {
      assertEquals(200, answers.get(0).statusCode());
    }
  }

  /** A session that was cached while the reset ran is refused after 10 seconds at most. */
  private static void assertEnded(String token) {
    Eventually.within(
        60,
        () ->
            Problems.assertProblem(
                bearer(token).get("/api/auth/session"), ErrorCode.TOKEN_INVALID));
  }

  private static void assertInvalid(Map<String, String> proof) {
    Problems.assertProblem(
        reset(proof, freshPassword(), NO_RECOVERY_KEY), ErrorCode.CHALLENGE_INVALID);
  }
}
