package io.vestibule.playback;

import static io.vestibule.testing.Resets.forgotPassword;
import static io.vestibule.testing.Resets.unlock;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Which audio key a recording names, and playback with several keys. */
@QuarkusTest
class LockedRecordingTest {
  private static final byte[] PLAIN = VaultClient.bytes(1_000);

  @Inject S3AsyncClient s3;

  @Test
  void aRecordingCannotNameAnUnknownKey() {
    Person ada = Api.register();

    for (String keyId : new String[] {"k2", "", "K1", "x".repeat(256)}) {
      Problems.assertProblem(
          ada.request()
              .body(Map.of("s3_key", "users/test/" + UUID.randomUUID(), "key_id", keyId))
              .post("/api/audio-file"),
          ErrorCode.INVALID_REQUEST);
    }
  }

  @Test
  void aLockedRecordingIsReportedAsLockedAndNewOnesPlay() {
    Person before = Api.register();
    Stored old = VaultClient.store(before, PLAIN);
    Person ada = forgotPassword(before);

    Problems.assertProblem(
        VaultClient.decrypt(ada, old.fileId()),
        ErrorCode.AUDIO_KEY_LOCKED,
        "The recording is locked; unlock it with the recovery key or the former password");
    Stored recent = VaultClient.store(ada, PLAIN);
    assertArrayEquals(PLAIN, VaultClient.play(ada, recent.fileId()));
  }

  @Test
  void recordListAndExportNameTheKey() {
    Person before = Api.register();
    Stored old = VaultClient.store(before, PLAIN, Map.of("key_id", "k1"));
    Person ada = forgotPassword(before);
    Stored recent = VaultClient.store(ada, PLAIN);
    Stored late =
        VaultClient.register(ada, "users/test/" + UUID.randomUUID(), Map.of("key_id", "k1"));

    assertKey(ada, old, "k1");
    assertKey(ada, recent, "k2");
    assertKey(ada, late, "k1");
    Eventually.holds(
        () ->
            ada.request()
                .get("/api/user/audio-files")
                .then()
                .body("audio_files.key_id", hasItems("k1", "k2")));
    ada.request()
        .get("/api/user/export")
        .then()
        .body("audio_files.key_id", hasItems("k1", "k2"))
        .body("account.audio_keys.key_id", equalTo(java.util.List.of("k2", "k1")))
        .body("account.audio_keys.locked", equalTo(java.util.List.of(false, true)));
  }

  @Test
  void aRecordWithoutAKeyMeansTheFirst() {
    Person before = Api.register();
    Stored old = VaultClient.store(before, PLAIN);
    var row = new HashMap<>(Rows.audioFiles().find(old.fileId()).orElseThrow());
    row.remove("key_id");
    Rows.audioFiles().put(row);

    assertKey(before, old, "k1");
    assertArrayEquals(PLAIN, VaultClient.play(before, old.fileId()));
    Person ada = forgotPassword(before);
    Problems.assertProblem(VaultClient.decrypt(ada, old.fileId()), ErrorCode.AUDIO_KEY_LOCKED);
  }

  /** A phone encrypted before the reset and registers afterwards, without naming the key. */
  @Test
  void aWronglyNamedKeyIsCorrectedAtPlayback() {
    Person before = Api.register();
    Stored upload;
    Person ada;
    try (SecretBytes cached = VaultClient.audioKey(before)) {
      ada = forgotPassword(before);
      upload = VaultClient.store(ada, cached, PLAIN, Map.of());
    }
    assertKey(ada, upload, "k2");
    Problems.assertProblem(VaultClient.decrypt(ada, upload.fileId()), ErrorCode.AUDIO_KEY_LOCKED);
    unlock(ada, "former_password", before.password()).then().statusCode(200);

    assertArrayEquals(PLAIN, VaultClient.play(ada, upload.fileId()));

    assertKey(ada, upload, "k1");
  }

  @Test
  void anUndecryptableObjectIsReportedOnceNothingIsLocked() {
    Person before = Api.register();
    Person ada = forgotPassword(before);
    var place = VaultClient.uploadUrl(ada, 500);
    assertEquals(200, VaultClient.put(place, VaultClient.bytes(500)).statusCode());
    Stored junk = VaultClient.register(ada, place.path("s3_key"), Map.of());

    Problems.assertProblem(VaultClient.decrypt(ada, junk.fileId()), ErrorCode.AUDIO_KEY_LOCKED);
    unlock(ada, "former_password", before.password()).then().statusCode(200);
    Problems.assertProblem(VaultClient.decrypt(ada, junk.fileId()), ErrorCode.NOT_DECRYPTABLE);
  }

  /** Whether an object of somebody else exists must not show, also with locked keys. */
  @Test
  void anObjectOutsideThePrefixIsMissingAlsoWithLockedKeys() {
    Person ada = forgotPassword(Api.register());
    String key = "shared/" + UUID.randomUUID();
    s3.putObject(put -> put.bucket("vestibule-audio").key(key), AsyncRequestBody.fromBytes(PLAIN))
        .join();
    Stored foreign = VaultClient.register(ada, key, Map.of());

    Problems.assertProblem(VaultClient.decrypt(ada, foreign.fileId()), ErrorCode.OBJECT_MISSING);
  }

  /** The item of an account from before the second key has no attributes of several keys. */
  @Test
  void itemsOfEarlierVersionsStayAsTheyAre() {
    Person before = Api.register();
    var row = Rows.users().find(before.userId()).orElseThrow();
    for (String attribute :
        new String[] {"audio_key_id", "older_audio_keys", "recovery_key_id", "audio_key_salt"}) {
      assertFalse(row.containsKey(attribute), attribute);
    }
    Stored old = VaultClient.store(before, PLAIN);

    Person ada = forgotPassword(before);

    var after = Rows.users().find(ada.userId()).orElseThrow();
    assertEquals("k2", after.get("audio_key_id").s());
    var older = after.get("older_audio_keys").l().get(0).m();
    assertEquals(row.get("wrapped_audio_key"), older.get("wrapped_audio_key"));
    assertEquals(row.get("key_salt"), older.get("audio_key_salt"));
    unlock(ada, "former_password", before.password()).then().statusCode(200);
    assertArrayEquals(PLAIN, VaultClient.play(ada, old.fileId()));
  }

  private static void assertKey(Person person, Stored file, String keyId) {
    person
        .request()
        .get("/api/audio-file/" + file.fileId())
        .then()
        .statusCode(200)
        .body("audio_file.key_id", equalTo(keyId));
  }
}
