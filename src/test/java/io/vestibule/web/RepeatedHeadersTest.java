package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Routes.Route;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9110, section 5.3: a header that is no list occurs once. */
@QuarkusTest
class RepeatedHeadersTest {
  private static final Set<String> LISTS =
      Set.of("set-cookie", "vary", "www-authenticate", "link", "clear-site-data");

  @ParameterizedTest
  @MethodSource("io.vestibule.testing.Routes#all")
  void noRouteRepeatsAHeader(Route route) {
    Person person = Api.register();
    assertNoneRepeated(Api.json().request(route.method(), route.path()));
    assertNoneRepeated(
        Api.json()
            .header("Origin", "https://elsewhere.example")
            .header("Sec-Fetch-Site", "cross-site")
            .cookie("auth_token", person.token())
            .request(route.method(), route.path()));
    assertNoneRepeated(person.request().request("OPTIONS", route.path()));
    assertNoneRepeated(
        person
            .request()
            .body(route.body().isEmpty() ? Map.of() : route.body().get())
            .request(route.method(), route.path()));
  }

  @Test
  void recordingsDoNotRepeatAHeader() {
    Person ada = Api.register();
    Stored stored = VaultClient.store(ada, VaultClient.bytes(40_000));
    String link = VaultClient.link(ada, stored.fileId());
    assertNoneRepeated(VaultClient.uploadUrl(ada, 1));
    assertNoneRepeated(ada.request().get("/api/audio-file/" + stored.fileId() + "/download-url"));
    assertNoneRepeated(VaultClient.decrypt(ada, stored.fileId()));
    for (String range : new String[] {"bytes=0-9", "bytes=100-", "bytes=99999-", "none"}) {
      var request = RestAssured.given().urlEncodingEnabled(false).header("Range", range);
      assertNoneRepeated(request.get(link));
    }
    Response whole = RestAssured.given().urlEncodingEnabled(false).get(link);
    assertEquals(200, whole.statusCode());
    assertEquals("40000", whole.header("Content-Length"));
    assertNoneRepeated(whole);
    assertNoneRepeated(RestAssured.given().urlEncodingEnabled(false).head(link));
    assertNoneRepeated(RestAssured.given().urlEncodingEnabled(false).get(link + "x"));
  }

  private static void assertNoneRepeated(Response answer) {
    Map<String, Long> counts =
        answer.headers().asList().stream()
            .map(Header::getName)
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> !LISTS.contains(name))
            .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    counts.values().removeIf(count -> count == 1);
    assertEquals(Map.of(), counts, () -> answer.statusCode() + " " + answer.headers());
  }
}
