package io.vestibule.audio;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/audio-file}, {@code GET/DELETE /api/audio-file/{id}}, and whose they are. */
@QuarkusTest
class AudioFilesTest {
  private static final String FILES = "/api/audio-file";
  private static final String LIST = "/api/user/audio-files";

  // ---- refusals

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"s3_key\":null}",
        "{\"s3_key\":\"\"}",
        "{\"s3_key\":\"  \"}",
        "{\"file_size\":1024}"
      })
  void aKeyIsRequired(String body) {
    Person person = Api.register();

    Problems.assertProblem(
        person.request().body(body).post(FILES), ErrorCode.S3_KEY_REQUIRED, "s3_key is required");
    assertNoFiles(person);
  }

  static Stream<Arguments> badMembers() {
    return Stream.of(
        Arguments.of("s3_key", "\"/absolute\""),
        Arguments.of("s3_key", "\"a//b\""),
        Arguments.of("s3_key", "\"a/\""),
        Arguments.of("s3_key", "\"a/./b\""),
        Arguments.of("s3_key", "\"../../etc/passwd\""),
        Arguments.of("s3_key", "\"a/..\""),
        Arguments.of("s3_key", "\"a\\u0000b\""),
        Arguments.of("s3_key", "\"a\\nb\""),
        Arguments.of("s3_key", "\"" + "k".repeat(1_025) + "\""),
        Arguments.of("s3_key", "\"" + "\u00e9".repeat(513) + "\""),
        Arguments.of("file_size", "-1"),
        Arguments.of("file_size", "1.5"),
        Arguments.of("file_size", "1e3"),
        Arguments.of("file_size", "\"1024\""),
        Arguments.of("file_size", "5497558138881"),
        Arguments.of("file_size", "9".repeat(30)),
        Arguments.of("duration_ms", "-1"),
        Arguments.of("duration_ms", "99999999999999"),
        Arguments.of("content_type", "\"audio\""),
        Arguments.of("content_type", "\"audio/\""),
        Arguments.of("content_type", "\"audio/mp4\\r\\nX-Evil: 1\""),
        Arguments.of("content_type", "\"" + "a".repeat(300) + "\""),
        Arguments.of("file_name", "\"" + "f".repeat(256) + "\""),
        Arguments.of("details", "\"not base64url+/=\""),
        Arguments.of("details", "\"\""),
        Arguments.of("details", "{\"name\":1}"),
        Arguments.of("details", "\"" + "A".repeat(2_049) + "\""));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badMembers")
  void invalidMemberIsNamed(String member, String value) {
    Person person = Api.register();
    String key = member.equals("s3_key") ? value : "\"" + newKey() + "\"";
    String rest = member.equals("s3_key") ? "" : ",\"" + member + "\":" + value;

    Response answer = person.request().body("{\"s3_key\":" + key + rest + "}").post(FILES);

    Problems.assertProblem(answer, ErrorCode.INVALID_REQUEST);
    assertEquals(member, answer.path("field"));
    assertNoFiles(person);
  }

  @Test
  void anotherUsersPrefixIsRefusedInAnySpelling() {
    Person person = Api.register();
    Person other = Api.register();

    for (String id :
        List.of(other.userId(), other.userId().toUpperCase(Locale.ROOT), UUID.randomUUID() + "")) {
      Problems.assertProblem(register(person, "users/" + id + "/a.3gp"), ErrorCode.S3_KEY_FOREIGN);
      Problems.assertProblem(register(person, "Users/" + id + "/a.3gp"), ErrorCode.S3_KEY_FOREIGN);
    }
    assertEquals(201, register(person, "users/" + person.userId() + "/a.3gp").statusCode());
  }

  @Test
  void keyOfAnotherUserIsTaken() {
    Person first = Api.register();
    Person second = Api.register();
    String key = newKey();
    String fileId =
        register(first, key).then().statusCode(201).extract().path("audio_file.file_id");

    Problems.assertProblem(register(second, key), ErrorCode.S3_KEY_TAKEN);

    assertNoFiles(second);
    Response mine = first.request().get(FILES + "/" + fileId);
    assertEquals(first.userId(), mine.path("audio_file.user_id"));
  }

  // ---- ownership

  /** Ids of another user's record and of things that are no record, in the same table. */
  @Test
  void recordOfAnotherUserIsNotFound() {
    Person owner = Api.register();
    Person stranger = Api.register();
    String key = newKey();
    String fileId =
        register(owner, key).then().statusCode(201).extract().path("audio_file.file_id");

    for (String id :
        List.of(
            fileId,
            fileId.toUpperCase(Locale.ROOT),
            UUID.randomUUID().toString(),
            "x",
            "'",
            "*",
            "x".repeat(300),
            "\ud83e\udd8a")) {
      Response seen = get(stranger, id);
      Problems.assertProblem(seen, ErrorCode.AUDIO_FILE_NOT_FOUND, "Audio file not found");
      Problems.assertProblem(delete(stranger, id), ErrorCode.AUDIO_FILE_NOT_FOUND);
      Problems.assertProblem(
          change(stranger, id, Map.of("file_name", "Mine")), ErrorCode.AUDIO_FILE_NOT_FOUND);
      assertEquals(seen.asString(), get(stranger, UUID.randomUUID().toString()).asString());
    }
    assertNoFiles(stranger);
    assertEquals(fileId, get(owner, fileId).path("audio_file.file_id"));
    Problems.assertProblem(register(stranger, key), ErrorCode.S3_KEY_TAKEN);
  }

  // ---- good answers

  @Test
  void recordHasTheFormOfTheContract() {
    Person person = Api.register();
    String key = newKey();

    Response created = register(person, key);
    created
        .then()
        .statusCode(201)
        .body("keySet()", equalTo(java.util.Set.of("audio_file")))
        .body("audio_file.file_id", matchesPattern("[0-9a-f-]{36}"))
        .body("audio_file.user_id", equalTo(person.userId()))
        .body("audio_file.s3_key", equalTo(key))
        .body("audio_file.file_size", nullValue())
        .body(
            "audio_file.uploaded_at",
            matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"));
    String fileId = created.path("audio_file.file_id");
    assertEquals(created.<Map<?, ?>>path("audio_file"), get(person, fileId).path("audio_file"));
  }

  @Test
  void allOptionalMembersAreStored() {
    Person person = Api.register();
    Map<String, Object> registration =
        Map.of(
            "s3_key", newKey(),
            "file_size", 5_497_558_138_880L,
            "content_type", "audio/3gpp; codecs=\"samr\"",
            "file_name", "Gr\u00fc\u00dfe \ud83e\udd8a.3gp",
            "duration_ms", 900,
            "details", "c2VhbGVk",
            "user_id", "somebody",
            "uploaded_at", "1999-01-01T00:00:00Z");

    Response created = person.request().body(registration).post(FILES);

    created
        .then()
        .statusCode(201)
        .body("audio_file.file_size", equalTo(5_497_558_138_880L))
        .body("audio_file.content_type", equalTo("audio/3gpp; codecs=\"samr\""))
        .body("audio_file.file_name", equalTo("Gr\u00fc\u00dfe \ud83e\udd8a.3gp"))
        .body("audio_file.duration_ms", equalTo(900))
        .body("audio_file.details", equalTo("c2VhbGVk"))
        .body("audio_file.user_id", equalTo(person.userId()))
        .body("audio_file.uploaded_at", not(matchesPattern("1999.*")));
  }

  @Test
  void registrationIsIdempotent() {
    Person person = Api.register();
    String key = newKey();
    Response first = register(person, key);

    Response second = register(person, key);

    assertEquals(201, first.statusCode());
    assertEquals(200, second.statusCode());
    assertEquals(first.<Map<?, ?>>path("audio_file"), second.path("audio_file"));
    person.request().get(LIST).then().body("audio_files.size()", equalTo(1));
  }

  @Test
  void deletedRecordFreesItsKey() {
    Person person = Api.register();
    String key = newKey();
    String fileId = register(person, key).path("audio_file.file_id");

    assertEquals(204, delete(person, fileId).statusCode());

    Problems.assertProblem(get(person, fileId), ErrorCode.AUDIO_FILE_NOT_FOUND);
    Problems.assertProblem(delete(person, fileId), ErrorCode.AUDIO_FILE_NOT_FOUND);
    assertNoFiles(person);
    assertEquals(201, register(Api.register(), key).statusCode());
  }

  // ---- changes

  @Test
  void aRecordingIsRenamedAndItsDetailsAreReplaced() {
    Person person = Api.register();
    String fileId = register(person, newKey()).path("audio_file.file_id");

    change(person, fileId, Map.of("file_name", "  Cafe\u0301 "))
        .then()
        .statusCode(200)
        .body("audio_file.file_name", equalTo("Caf\u00e9"))
        .body("audio_file.details", nullValue());
    Response changed = change(person, fileId, Map.of("details", "c2VhbGVk_-"));

    changed
        .then()
        .statusCode(200)
        .body("audio_file.file_name", equalTo("Caf\u00e9"))
        .body("audio_file.details", equalTo("c2VhbGVk_-"));
    assertEquals(changed.<Map<?, ?>>path("audio_file"), get(person, fileId).path("audio_file"));
    Eventually.holds(
        () ->
            person
                .request()
                .get(LIST)
                .then()
                .body("audio_files[0].details", equalTo("c2VhbGVk_-")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"file_name\":null}",
        "{\"file_name\":\"\"}",
        "{\"file_name\":\"  \"}",
        "{\"file_name\":7}",
        "{\"file_name\":\"a\\nb\"}",
        "{\"file_name\":\"a\\u202eb\"}",
        "{\"details\":\"a b\"}",
        "{\"details\":[]}",
        "{\"duration_ms\":1}"
      })
  void anInvalidChangeIsRefused(String body) {
    Person person = Api.register();
    String fileId = register(person, newKey()).path("audio_file.file_id");
    Map<?, ?> before = get(person, fileId).path("audio_file");

    Problems.assertProblem(
        person.request().body(body).patch(FILES + "/{id}", fileId), ErrorCode.INVALID_REQUEST);

    assertEquals(before, get(person, fileId).<Map<?, ?>>path("audio_file"));
  }

  @Test
  void aDeletedRecordingCannotBeChanged() {
    Person person = Api.register();
    String fileId = register(person, newKey()).path("audio_file.file_id");
    delete(person, fileId);

    Problems.assertProblem(
        change(person, fileId, Map.of("file_name", "Late")), ErrorCode.AUDIO_FILE_NOT_FOUND);
    assertNoFiles(person);
  }

  // ---- at the same moment

  @Test
  void concurrentUsersWithOneKeyHaveOneWinner() {
    Person one = Api.register();
    Person two = Api.register();
    for (int round = 0; round < 10; round++) {
      String key = newKey();

      List<Response> answers =
          Concurrently.run(2, number -> register(number == 0 ? one : two, key));

      assertEquals(List.of(201, 409), answers.stream().map(Response::statusCode).sorted().toList());
    }
    assertEquals(
        10,
        one.request().get(LIST).jsonPath().getList("audio_files").size()
            + two.request().get(LIST).jsonPath().getList("audio_files").size());
  }

  @Test
  void concurrentRegistrationsCreateOneRecord() {
    Person person = Api.register();
    for (int round = 0; round < 10; round++) {
      String key = newKey();

      List<Response> answers = Concurrently.run(4, number -> register(person, key));

      Map<Integer, Long> statuses =
          answers.stream()
              .collect(Collectors.groupingBy(Response::statusCode, Collectors.counting()));
      assertEquals(Map.of(201, 1L, 200, 3L), statuses);
      assertEquals(
          1, answers.stream().map(a -> a.<String>path("audio_file.file_id")).distinct().count());
    }
    person.request().get(LIST).then().body("audio_files.size()", equalTo(10));
  }

  /** Neither a record without its guard nor a guard without its record may be left. */
  @Test
  void concurrentRegistrationAndDeletionStayConsistent() {
    Person person = Api.register();
    for (int round = 0; round < 10; round++) {
      String key = newKey();
      String fileId = register(person, key).path("audio_file.file_id");

      List<Response> answers =
          Concurrently.run(
              3, number -> number == 0 ? register(person, key) : delete(person, fileId));

      answers.forEach(answer -> assertTrue(answer.statusCode() < 500, answer::asString));
      Response again = register(person, key);
      assertTrue(again.statusCode() == 200 || again.statusCode() == 201, again::asString);
      String now = again.path("audio_file.file_id");
      assertEquals(200, get(person, now).statusCode());
      // The list comes from an index, which follows the table.
      Eventually.holds(
          () ->
              assertEquals(
                  1,
                  person.request().get(LIST).jsonPath().getList("audio_files.s3_key").stream()
                      .filter(key::equals)
                      .count()));
    }
  }

  private static Response register(Person person, String key) {
    return person.request().body(Map.of("s3_key", key)).post(FILES);
  }

  private static Response get(Person person, String fileId) {
    return person.request().get(FILES + "/{id}", fileId);
  }

  private static Response change(Person person, String fileId, Map<String, ?> change) {
    return person.request().body(change).patch(FILES + "/{id}", fileId);
  }

  private static Response delete(Person person, String fileId) {
    return person.request().delete(FILES + "/{id}", fileId);
  }

  private static void assertNoFiles(Person person) {
    person.request().get(LIST).then().statusCode(200).body("audio_files", equalTo(List.of()));
  }

  private static String newKey() {
    return "recordings/" + UUID.randomUUID() + ".3gp";
  }
}
