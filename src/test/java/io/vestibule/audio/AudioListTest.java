package io.vestibule.audio;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/user/audio-files}: pages and cursors. */
@QuarkusTest
class AudioListTest {
  private static final String LIST = "/api/user/audio-files";

  // ---- refusals

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "101", "1000", "1.5", "1e1", "ten", " 5", "+5", "\u0665", "0x5"})
  void aLimitIsFromOneToAHundred(String limit) {
    Response answer = Api.register().request().queryParam("limit", limit).get(LIST);

    Problems.assertProblem(answer, ErrorCode.INVALID_REQUEST);
    assertEquals("limit", answer.path("field"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "null",
        "0",
        "MTc2MzYzMDAwMCBhYmM",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "\u00e9",
        "a b",
        "a+b/c=",
        "{}"
      })
  void aForgedCursorIsRefused(String cursor) {
    Problems.assertProblem(
        Api.register().request().queryParam("cursor", cursor).get(LIST), ErrorCode.INVALID_CURSOR);
  }

  @Test
  void aVeryLongCursorIsRefused() {
    Problems.assertProblem(page(Api.register(), 1, "A".repeat(2_001)), ErrorCode.INVALID_CURSOR);
  }

  @Test
  void cursorIsValidOnlyUnchangedAndForItsOwner() {
    Person owner = Api.register();
    Person stranger = Api.register();
    for (Person person : List.of(owner, stranger)) {
      register(person);
      register(person);
    }
    String cursor = page(owner, 1, null).path("next_cursor");
    assertEquals(200, page(owner, 1, cursor).statusCode());

    Problems.assertProblem(page(stranger, 1, cursor), ErrorCode.INVALID_CURSOR);
    for (int at = 0; at < cursor.length(); at++) {
      char other = cursor.charAt(at) == 'A' ? 'B' : 'A';
      String altered = cursor.substring(0, at) + other + cursor.substring(at + 1);
      Problems.assertProblem(page(owner, 1, altered), ErrorCode.INVALID_CURSOR);
      if (at > 0) {
        Problems.assertProblem(page(owner, 1, cursor.substring(0, at)), ErrorCode.INVALID_CURSOR);
      }
    }
    for (String more : List.of("A", "=", "==", ".", " ", "%00")) {
      Problems.assertProblem(page(owner, 1, cursor + more), ErrorCode.INVALID_CURSOR);
    }
    assertEquals(200, page(owner, 1, cursor).statusCode());
  }

  // ---- good answers

  @Test
  void emptyListIsAnEmptyPage() {
    Api.register()
        .request()
        .get(LIST)
        .then()
        .statusCode(200)
        .body("audio_files", equalTo(List.of()))
        .body("next_cursor", nullValue());
  }

  /** As the contract writes it: {@code ?limit=50&cursor=}. */
  @Test
  void emptyParameterIsIgnored() {
    Person person = Api.register();
    String fileId = register(person);

    Response answer = person.request().get(LIST + "?limit=&cursor=");

    assertEquals(200, answer.statusCode());
    assertEquals(List.of(fileId), answer.path("audio_files.file_id"));
  }

  /** Registered a few at a time, so that many share a second and some a millisecond. */
  @Test
  void twoHundredInPagesOfFifty() {
    Person person = Api.register();
    List<String> registered = new ArrayList<>();
    for (int batch = 0; batch < 25; batch++) {
      registered.addAll(Concurrently.run(8, number -> register(person)));
    }

    List<Map<String, Object>> listed = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      JsonPath page = page(person, 50, cursor).then().statusCode(200).extract().jsonPath();
      listed.addAll(page.getList("audio_files"));
      cursor = page.getString("next_cursor");
      pages++;
    } while (cursor != null && pages < 10);

    assertEquals(200, listed.size());
    assertEquals(new TreeSet<>(registered), new TreeSet<>(column(listed, "file_id")));
    List<java.time.Instant> times =
        column(listed, "uploaded_at").stream().map(java.time.Instant::parse).toList();
    for (int i = 1; i < times.size(); i++) {
      assertEquals(false, times.get(i).isAfter(times.get(i - 1)), "newest first, at " + i);
    }
    long seconds = times.stream().map(java.time.Instant::getEpochSecond).distinct().count();
    assertEquals(true, seconds < 200, "no two of the same second: the test shows nothing");
  }

  @Test
  void insertsBetweenPagesShiftNothing() {
    Person person = Api.register();
    for (int i = 0; i < 6; i++) {
      register(person);
    }
    List<String> whole = page(person, 100, null).jsonPath().getList("audio_files.file_id");
    Response first = page(person, 2, null);
    register(person);
    person.request().delete("/api/audio-file/" + whole.get(1)).then().statusCode(204);

    Response second = page(person, 2, first.path("next_cursor"));
    Response third = page(person, 2, second.path("next_cursor"));

    assertEquals(whole.subList(0, 2), first.path("audio_files.file_id"));
    assertEquals(whole.subList(2, 4), second.path("audio_files.file_id"));
    assertEquals(whole.subList(4, 6), third.path("audio_files.file_id"));
  }

  @Test
  void lastPageHasNoCursor() {
    Person person = Api.register();
    register(person);

    assertNull(page(person, 2, null).path("next_cursor"));
  }

  @Test
  void listContainsOnlyOwnRecords() {
    Person one = Api.register();
    Person two = Api.register();
    String mine = register(one);
    register(two);

    assertEquals(List.of(mine), page(one, 100, null).path("audio_files.file_id"));
  }

  private static List<String> column(List<Map<String, Object>> rows, String name) {
    return rows.stream().map(row -> row.get(name).toString()).toList();
  }

  private static String register(Person person) {
    return person
        .request()
        .body(Map.of("s3_key", "recordings/" + UUID.randomUUID()))
        .post("/api/audio-file")
        .then()
        .statusCode(201)
        .extract()
        .path("audio_file.file_id");
  }

  private static Response page(Person person, int limit, String cursor) {
    RequestSpecification request = person.request().queryParam("limit", limit);
    return (cursor == null ? request : request.queryParam("cursor", cursor)).get(LIST);
  }
}
