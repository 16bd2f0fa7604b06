package io.vestibule.playback;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decrypted recording over HTTP: whole, in ranges, and never a byte without a good ticket. */
@QuarkusTest
class ContentTest {
  private static final int SIZE = 3 * 16_384 + 100;
  private static final byte[] PLAIN = VaultClient.bytes(SIZE);
  private static Person ada;
  private static String link;

  /** Once; before the first test, rest-assured does not know the port. */
  @BeforeEach
  void store() {
    if (link != null) {
      return;
    }
    ada = Api.register();
    Stored stored =
        VaultClient.store(
            ada, PLAIN, Map.of("content_type", "audio/mp4", "file_name", "Łódź \"1\".m4a"));
    link = VaultClient.link(ada, stored.fileId());
  }

  @Test
  void wholeRecordingIsServedUnchanged() {
    Response answer = get(link);
    answer
        .then()
        .statusCode(200)
        .header("Content-Length", equalTo(String.valueOf(SIZE)))
        .header("Content-Type", equalTo("audio/mp4"))
        .header("Accept-Ranges", equalTo("bytes"))
        .header("Cache-Control", equalTo("no-store"))
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .header("Content-Security-Policy", containsString("sandbox"))
        .header("Referrer-Policy", equalTo("no-referrer"))
        .header(
            "Content-Disposition",
            equalTo(
                "inline; filename=\"__d_ _1_.m4a\";"
                    + " filename*=UTF-8''%C5%81%C3%B3d%C5%BA%20%221%22.m4a"));
    assertArrayEquals(PLAIN, answer.asByteArray());
  }

  @Test
  void headHasTheSameHeadersAndNoBody() {
    Response answer = given().urlEncodingEnabled(false).head(link);
    answer
        .then()
        .statusCode(200)
        .header("Content-Length", equalTo(String.valueOf(SIZE)))
        .header("Content-Type", equalTo("audio/mp4"))
        .header("Accept-Ranges", equalTo("bytes"));
    assertEquals(0, answer.asByteArray().length);
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_768, 300_000})
  void everySizeIsServedUnchanged(int size) {
    byte[] plain = VaultClient.bytes(size);
    String path = VaultClient.link(ada, VaultClient.store(ada, plain).fileId());

    Response answer = get(path);

    answer.then().statusCode(200).header("Content-Length", equalTo(String.valueOf(size)));
    assertArrayEquals(plain, answer.asByteArray());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=0-16383, 0, 16383",
    "bytes=16383-16384, 16383, 16384",
    "bytes=16384-32767, 16384, 32767",
    "bytes=20000-40000, 20000, 40000",
    "bytes=49251-, 49251, 49251",
    "bytes=100-, 100, 49251",
    "bytes=-1, 49251, 49251",
    "bytes=-20000, 29252, 49251",
    "bytes=-99999999, 0, 49251",
    "bytes=0-99999999999999999999999, 0, 49251",
    "BYTES=5-6, 5, 6",
  })
  void rangeIsServed(String range, int from, int to) {
    Response answer = getRange(link, range);

    answer
        .then()
        .statusCode(206)
        .header("Content-Range", equalTo("bytes " + from + "-" + to + "/" + SIZE))
        .header("Content-Length", equalTo(String.valueOf(to - from + 1)));
    assertArrayEquals(Arrays.copyOfRange(PLAIN, from, to + 1), answer.asByteArray());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"bytes=49252-", "bytes=99999-100000", "bytes=-0"})
  void unsatisfiableRangeIs416(String range) {
    Response answer = getRange(link, range);

    Problems.assertProblem(answer, ErrorCode.RANGE_NOT_SATISFIABLE);
    answer.then().header("Content-Range", equalTo("bytes */" + SIZE));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"bytes=5-2", "bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,3-4", "bytes 0-1"})
  void otherThanASingleRangeIsIgnored(String range) {
    Response answer = getRange(link, range);

    answer.then().statusCode(200);
    assertEquals(SIZE, answer.asByteArray().length);
  }

  @Test
  void rangeOfAnotherVersionReturnsTheWhole() {
    String etag = get(link).header("ETag");

    given()
        .urlEncodingEnabled(false)
        .header("Range", "bytes=0-9")
        .header("If-Range", etag)
        .get(link)
        .then()
        .statusCode(206);
    given()
        .urlEncodingEnabled(false)
        .header("Range", "bytes=0-9")
        .header("If-Range", "\"other\"")
        .get(link)
        .then()
        .statusCode(200);
  }

  private static Response get(String path) {
    return given().urlEncodingEnabled(false).get(path);
  }

  private static Response getRange(String path, String range) {
    return given().urlEncodingEnabled(false).header("Range", range).get(path);
  }
}
