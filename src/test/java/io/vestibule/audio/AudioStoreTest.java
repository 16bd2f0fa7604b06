package io.vestibule.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.testing.StoreFaults;
import io.vestibule.testing.StoreFaults.Side;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Recordings at the table's edge. */
@QuarkusTest
class AudioStoreTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Inject AudioStore store;

  /** A deletion that was overtaken by another, and by a registration after it. */
  @Test
  void deletionKeepsTheGuardOfALaterRecord() {
    Person person = Api.register();
    String key = "old/" + UUID.randomUUID();
    String id = register(person, key);
    String later = UUID.randomUUID().toString();
    Rows.audioFiles().set("s3:" + key, "record_id", AttributeValue.fromS(later));

    person.request().delete("/api/audio-file/" + id).then().statusCode(204);

    assertTrue(Rows.audioFiles().find(id).isEmpty());
    assertEquals(later, Rows.audioFiles().find("s3:" + key).orElseThrow().get("record_id").s());
  }

  @Test
  void recordUnderTheOwnersPrefixIsOneItem() {
    Person person = Api.register();
    String key = "users/" + person.userId() + "/" + UUID.randomUUID();

    String id = register(person, key);

    assertEquals(8, UUID.fromString(id).version());
    assertEquals(2, UUID.fromString(id).variant());
    assertTrue(Rows.audioFiles().find("s3:" + key).isEmpty());
    assertEquals(1, Rows.audioFiles().where("s3_key", key).size());
  }

  @Test
  void concurrentRegistrationsOfAKeyCreateOneRecord() {
    Person person = Api.register();
    String key = "users/" + person.userId() + "/" + UUID.randomUUID();

    List<Response> answers =
        Concurrently.run(
            20, client -> person.request().body(Map.of("s3_key", key)).post("/api/audio-file"));

    assertEquals(1, answers.stream().filter(answer -> answer.statusCode() == 201).count());
    assertEquals(19, answers.stream().filter(answer -> answer.statusCode() == 200).count());
    assertEquals(1, Rows.audioFiles().where("s3_key", key).size());
  }

  /** Versions before 0.2 and imports write a guard for these keys too. */
  @Test
  void recordWithAGuardUnderTheOwnersPrefixIsFoundAndNotRegisteredAgain() {
    Person person = Api.register();
    String key = "users/" + person.userId() + "/" + UUID.randomUUID();
    String id = UUID.randomUUID().toString();
    Rows.audioFiles()
        .put(
            Map.of(
                "file_id", AttributeValue.fromS("s3:" + key),
                "record_id", AttributeValue.fromS(id),
                "owner_id", AttributeValue.fromS(person.userId())));
    Rows.audioFiles()
        .put(
            Map.of(
                "file_id", AttributeValue.fromS(id),
                "user_id", AttributeValue.fromS(person.userId()),
                "s3_key", AttributeValue.fromS(key),
                "uploaded_at", AttributeValue.fromN("1763632922")));

    String again =
        person
            .request()
            .body(Map.of("s3_key", key))
            .post("/api/audio-file")
            .then()
            .statusCode(200)
            .extract()
            .path("audio_file.file_id");

    assertEquals(id, again);
    person.request().delete("/api/audio-file/" + id).then().statusCode(204);
    assertTrue(Rows.audioFiles().where("s3_key", key).isEmpty());
    assertTrue(Rows.audioFiles().find("s3:" + key).isEmpty());
  }

  /** The last step of a deletion that another request has completed before. */
  @Test
  void lateDeletionKeepsALaterRecordWithTheSameId() {
    Person person = Api.register();
    String key = "users/" + person.userId() + "/" + UUID.randomUUID();
    String id = register(person, key);
    AudioFile deleted = store.find(person.userId(), id).await().atMost(PATIENCE).get().file();
    person.request().delete("/api/audio-file/" + id).then().statusCode(204);
    assertEquals(id, register(person, key));

    store.delete(deleted).await().atMost(PATIENCE);

    person.request().get("/api/audio-file/" + id).then().statusCode(200);
  }

  /** Ids of imported and external users need not be UUIDs. */
  @ParameterizedTest
  @ValueSource(strings = {"legacy-user-42", "849F7254-8FB6-4AE1-94F7-C5C2AB1DBC2B"})
  void keyOfAUserWithAnotherIdIsRegisteredOnce(String prefix) {
    String owner = prefix + "-" + UUID.randomUUID();
    String key = "users/" + owner + "/a.m4a";
    String id = new S3Key(key).ownRecordId(owner).orElseThrow();

    assertTrue(store.create(file(id, owner, key)).await().atMost(PATIENCE));

    assertTrue(store.isRegistered(key).await().atMost(PATIENCE));
    String other = UUID.randomUUID().toString();
    assertFalse(
        store.create(file(UUID.randomUUID().toString(), other, key)).await().atMost(PATIENCE));
  }

  /** A request that read the record before it was deleted and registered again. */
  @Test
  void lateMarksDoNotMeetALaterRecord() {
    Person person = Api.register();
    String key = "users/" + person.userId() + "/" + UUID.randomUUID();
    String id = register(person, key);
    AudioFile deleted = store.find(person.userId(), id).await().atMost(PATIENCE).get().file();
    person.request().delete("/api/audio-file/" + id).then().statusCode(204);
    register(person, key);

    assertFalse(store.markDeleting(deleted).await().atMost(PATIENCE));
    assertFalse(store.markReady(deleted.ready(7), true).await().atMost(PATIENCE));
  }

  private static AudioFile file(String id, String owner, String key) {
    return new AudioFile(
        id,
        owner,
        key,
        null,
        Instant.EPOCH,
        null,
        null,
        null,
        RecordingKeys.FIRST_KEY,
        FileStatus.PENDING,
        null);
  }

  private static String register(Person person, String key) {
    return person
        .request()
        .body(Map.of("s3_key", key))
        .post("/api/audio-file")
        .then()
        .statusCode(201)
        .extract()
        .path("audio_file.file_id");
  }

  /** Records of seed 003 have whole seconds; all of these have the same one. */
  @Test
  void recordsOfOneSecondAreListedOnce() {
    Person person = Api.register();
    TreeSet<String> stored = new TreeSet<>();
    for (int i = 0; i < 23; i++) {
      String id = UUID.randomUUID().toString();
      stored.add(id);
      Rows.audioFiles()
          .put(
              Map.of(
                  "file_id", AttributeValue.fromS(id),
                  "user_id", AttributeValue.fromS(person.userId()),
                  "s3_key", AttributeValue.fromS("old/" + id),
                  "uploaded_at", AttributeValue.fromN("1763632922")));
    }

    List<String> listed = new ArrayList<>();
    String cursor = null;
    do {
      var request = person.request().queryParam("limit", 5);
      JsonPath page =
          (cursor == null ? request : request.queryParam("cursor", cursor))
              .get("/api/user/audio-files")
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      listed.addAll(page.getList("audio_files.file_id"));
      assertTrue(
          page.getList("audio_files.uploaded_at").stream()
              .allMatch("2025-11-20T10:02:02Z"::equals));
      cursor = page.getString("next_cursor");
    } while (cursor != null && listed.size() < 50);

    assertEquals(23, listed.size());
    assertEquals(stored, new TreeSet<>(listed));
  }

  /** Whichever call to the store breaks, a second attempt gives the one record. */
  @ParameterizedTest
  @CsvSource({"BEFORE, false", "BEFORE, true", "AFTER, false", "AFTER, true"})
  void failedRegistrationCanBeRepeated(Side side, boolean underOwnPrefix) {
    Person person = Api.register();
    person.request().get("/api/user").then().statusCode(200);
    for (int call = 1; call < 10; call++) {
      String key =
          (underOwnPrefix ? "users/" + person.userId() + "/" : "broken/") + UUID.randomUUID();
      Map<String, String> body = Map.of("s3_key", key);
      int status =
          StoreFaults.breaking(
              call, side, () -> person.request().body(body).post("/api/audio-file").statusCode());
      if (status == 201) {
        return;
      }
      assertEquals(503, status);

      String fileId =
          person.request().body(body).post("/api/audio-file").path("audio_file.file_id");

      List<Map<String, AttributeValue>> records = Rows.audioFiles().where("s3_key", key);
      assertEquals(1, records.size());
      assertEquals(fileId, records.get(0).get("file_id").s());
      assertEquals(
          underOwnPrefix ? Optional.empty() : Optional.of(fileId),
          Rows.audioFiles().find("s3:" + key).map(guard -> guard.get("record_id").s()));
    }
    throw new AssertionError("a registration makes fewer than 10 calls");
  }

  @Test
  void guardIsNotARecord() {
    Person person = Api.register();
    String key = "guarded-" + UUID.randomUUID();
    person.request().body(Map.of("s3_key", key)).post("/api/audio-file").then().statusCode(201);

    Problems.assertProblem(
        person.request().get("/api/audio-file/{id}", "s3:" + key), ErrorCode.AUDIO_FILE_NOT_FOUND);
  }
}
