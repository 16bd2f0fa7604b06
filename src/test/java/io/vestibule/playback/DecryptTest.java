package io.vestibule.playback;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Upload, decrypt, download and deletion, unhappy paths first. */
@QuarkusTest
class DecryptTest {
  @Inject S3AsyncClient s3;

  @Test
  void aKeyOfTooManyBytesIsRefused() {
    Person ada = Api.register();

    Problems.assertProblem(
        ada.request()
            .body(Map.of("password", ada.password(), "s3_key", "€".repeat(1_024)))
            .post("/api/decrypt-audio"),
        ErrorCode.INVALID_REQUEST);
  }

  @Test
  void missingMembersGiveTheErrorsOfTheSeed() {
    Person ada = Api.register();
    Stored file = VaultClient.store(ada, VaultClient.bytes(100));
    String right = ada.password();

    refused(ada, Map.of("file_id", file.fileId()), ErrorCode.DECRYPTION_PASSWORD_REQUIRED);
    refused(
        ada,
        Map.of("password", "", "file_id", file.fileId()),
        ErrorCode.DECRYPTION_PASSWORD_REQUIRED);
    refused(ada, Map.of("password", right), ErrorCode.FILE_REQUIRED);
    refused(ada, Map.of("password", right, "file_id", ""), ErrorCode.FILE_REQUIRED);
    refused(ada, Map.of("password", 12, "file_id", "x"), ErrorCode.INVALID_REQUEST);
    refused(
        ada,
        Map.of("password", Api.freshPassword(), "file_id", file.fileId()),
        ErrorCode.INVALID_PASSWORD);
    refused(
        ada,
        Map.of("password", Api.freshPassword(), "file_id", "none"),
        ErrorCode.INVALID_PASSWORD);
    refused(ada, Map.of("password", right, "file_id", "none"), ErrorCode.AUDIO_FILE_NOT_FOUND);
    refused(ada, Map.of("password", right, "s3_key", "none"), ErrorCode.AUDIO_FILE_NOT_FOUND);
    Person eve = Api.register();
    refused(
        eve,
        Map.of("password", eve.password(), "file_id", file.fileId()),
        ErrorCode.AUDIO_FILE_NOT_FOUND);
    Problems.assertProblem(
        Api.post("/api/decrypt-audio", Map.of("password", right, "file_id", file.fileId())),
        ErrorCode.TOKEN_MISSING);
  }

  @Test
  void answerHasTheStatusOfTheSeed() {
    Person ada = Api.register();
    Stored file = VaultClient.store(ada, VaultClient.bytes(100));

    ada.request()
        .body(Map.of("password", ada.password(), "s3_key", file.s3Key()))
        .post("/api/decrypt-audio")
        .then()
        .statusCode(200)
        .header("Cache-Control", equalTo("no-store"))
        .body("status", equalTo("ready_for_transcription"))
        .body("file_info.file_id", equalTo(file.fileId()))
        .body("file_info.status", equalTo("ready"))
        .body("file_info.file_size", equalTo(172))
        .body(
            "download_url", containsString("/api/audio-file/" + file.fileId() + "/content?ticket="))
        .body("expires_at", notNullValue())
        .body("message", notNullValue());
  }

  @Test
  void missingUploadIsPendingAndMissing() {
    Person ada = Api.register();
    String key = VaultClient.uploadUrl(ada, 172).path("s3_key");
    Stored file = VaultClient.register(ada, key, Map.of("file_size", 172));
    ada.request()
        .get("/api/audio-file/" + file.fileId())
        .then()
        .body("audio_file.status", equalTo("pending"));

    Problems.assertProblem(VaultClient.decrypt(ada, file.fileId()), ErrorCode.OBJECT_MISSING);
    Problems.assertProblem(
        ada.request().get("/api/audio-file/" + file.fileId() + "/download-url"),
        ErrorCode.OBJECT_MISSING);
  }

  @Test
  void anObjectOfAnotherSizeThanRegisteredIsRefusedThenAndLater() {
    Person ada = Api.register();
    byte[] content = VaultClient.bytes(200);
    Response place = VaultClient.uploadUrl(ada, 200);
    String key = place.path("s3_key");
    Stored early = VaultClient.register(ada, key, Map.of("file_size", 300));
    assertEquals(200, VaultClient.put(place, content).statusCode());
    Problems.assertProblem(
        ada.request().get("/api/audio-file/" + early.fileId() + "/download-url"),
        ErrorCode.OBJECT_SIZE_DIFFERS);

    Response second = VaultClient.uploadUrl(ada, 200);
    assertEquals(200, VaultClient.put(second, content).statusCode());
    Problems.assertProblem(
        ada.request()
            .body(Map.of("s3_key", second.<String>path("s3_key"), "file_size", 300))
            .post("/api/audio-file"),
        ErrorCode.OBJECT_SIZE_DIFFERS);
  }

  @Test
  void undecryptableObjectIsRefused() {
    Person ada = Api.register();
    for (int size : new int[] {1, 56, 71, 72, 5_000}) {
      Response place = VaultClient.uploadUrl(ada, size);
      assertEquals(200, VaultClient.put(place, VaultClient.bytes(size)).statusCode());
      Stored file = VaultClient.register(ada, place.path("s3_key"), Map.of());
      Problems.assertProblem(VaultClient.decrypt(ada, file.fileId()), ErrorCode.NOT_DECRYPTABLE);
    }
  }

  @Test
  void presignedPutAcceptsOnlyThatTypeAndSize() {
    Person ada = Api.register();
    byte[] content = VaultClient.bytes(200);
    Response place = VaultClient.uploadUrl(ada, 200);
    String url = place.path("upload_url");

    assertEquals(
        403, VaultClient.put(url, Map.of("content-type", "text/html"), content).statusCode());
    assertEquals(
        403,
        VaultClient.put(url, Map.of("content-type", "audio/mp4"), VaultClient.bytes(201))
            .statusCode());
    assertEquals(
        403,
        VaultClient.put(
                url.replace(ada.userId(), UUID.randomUUID().toString()),
                Map.of("content-type", "audio/mp4"),
                content)
            .statusCode());
    assertEquals(
        200, VaultClient.put(url, Map.of("content-type", "audio/mp4"), content).statusCode());
  }

  @Test
  void ciphertextIsDownloadedUnchanged() {
    Person ada = Api.register();
    byte[] content = VaultClient.bytes(5_000);
    Response place = VaultClient.uploadUrl(ada, content.length);
    assertEquals(200, VaultClient.put(place, content).statusCode());
    Stored file = VaultClient.register(ada, place.path("s3_key"), Map.of("file_size", 5_000));

    String url =
        ada.request()
            .get("/api/audio-file/" + file.fileId() + "/download-url")
            .path("download_url");
    HttpResponse<byte[]> answer =
        VaultClient.send(
            HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
    assertEquals(200, answer.statusCode());
    assertArrayEquals(content, answer.body());
  }

  /** The bucket may hold objects of others outside of any user's prefix (docs/decisions/0031). */
  @Test
  void objectOutsideThePrefixNeedsItsEncryptionKey() {
    Person ada = Api.register();
    Person eve = Api.register();
    String key = "users/test-user/" + UUID.randomUUID() + ".3gp";
    byte[] plain = VaultClient.bytes(1_000);
    Stored evesRecord = VaultClient.register(eve, key, Map.of());
    byte[] ciphertext;
    try (SecretBytes adasKey = VaultClient.audioKey(ada)) {
      ciphertext = VaultClient.encrypt(adasKey, ada.userId(), key, plain);
    }
    upload(key, ciphertext);

    Problems.assertProblem(VaultClient.decrypt(eve, evesRecord.fileId()), ErrorCode.OBJECT_MISSING);
    Problems.assertProblem(
        eve.request().get("/api/audio-file/" + evesRecord.fileId() + "/download-url"),
        ErrorCode.OBJECT_NOT_PROVEN);
    eve.request().delete("/api/audio-file/" + evesRecord.fileId()).then().statusCode(204);
    assertEquals(ciphertext.length, size(key));

    Stored adasRecord = VaultClient.register(ada, key, Map.of());
    Problems.assertProblem(
        ada.request().get("/api/audio-file/" + adasRecord.fileId() + "/download-url"),
        ErrorCode.OBJECT_NOT_PROVEN);
    String link = VaultClient.link(ada, adasRecord.fileId());
    assertArrayEquals(plain, RestAssured.given().urlEncodingEnabled(false).get(link).asByteArray());
    ada.request()
        .get("/api/audio-file/" + adasRecord.fileId() + "/download-url")
        .then()
        .statusCode(200);
    ada.request().delete("/api/audio-file/" + adasRecord.fileId()).then().statusCode(204);
    assertEquals(-1, size(key));
  }

  @Test
  void deletionTakesTheObjectWithIt() {
    Person ada = Api.register();
    Stored file = VaultClient.store(ada, VaultClient.bytes(100));
    assertEquals(172, size(file.s3Key()));

    ada.request().delete("/api/audio-file/" + file.fileId()).then().statusCode(204);

    assertEquals(-1, size(file.s3Key()));
    Problems.assertProblem(
        ada.request().get("/api/audio-file/" + file.fileId()), ErrorCode.AUDIO_FILE_NOT_FOUND);
  }

  private static void refused(Person person, Map<String, ?> body, ErrorCode code) {
    Problems.assertProblem(person.request().body(body).post("/api/decrypt-audio"), code);
  }

  private void upload(String key, byte[] content) {
    s3.putObject(put -> put.bucket("vestibule-audio").key(key), AsyncRequestBody.fromBytes(content))
        .join();
  }

  /** Bytes, or -1 where there is no such object. */
  private long size(String key) {
    return s3.headObject(head -> head.bucket("vestibule-audio").key(key))
        .thenApply(found -> found.contentLength())
        .exceptionally(missing -> -1L)
        .join();
  }
}
