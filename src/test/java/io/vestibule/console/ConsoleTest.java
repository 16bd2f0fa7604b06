package io.vestibule.console;

import static io.restassured.RestAssured.given;
import static io.restassured.config.DecoderConfig.decoderConfig;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.web.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the console's files are served. The browser tests in src/test/browser cover the page itself.
 */
@QuarkusTest
class ConsoleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/missing.js",
        "/console/",
        "/console",
        "/console/index.html/",
        "/vestibule/missing.js",
        "/vestibule/",
        "/index.html"
      })
  void aMissingFileIsNotFound(String path) {
    assertProblem(given().urlEncodingEnabled(false).get(path), ErrorCode.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api", "/api/missing", "/api/user/missing", "/missing"})
  void unknownApiPathsDoNotServeThePage(String path) {
    assertProblem(given().accept("text/html").get(path), ErrorCode.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html",
    "/console/app.js, text/javascript",
    "/console/play-worker.js, text/javascript",
    "/console/console.css, text/css",
    "/console/mark.svg, image/svg+xml",
  })
  void everyFileIsRevalidatedByItsHash(String path, String type) {
    Response first = given().get(path);
    first
        .then()
        .statusCode(200)
        .contentType(startsWith(type))
        .header("Cache-Control", equalTo("no-cache"))
        .header("Vary", containsString("accept-encoding"))
        .header("X-Content-Type-Options", equalTo("nosniff"));

    for (String tag : List.of(first.header("ETag"), "W/" + first.header("ETag"), "\"x\", *")) {
      given()
          .header("If-None-Match", tag)
          .get(path)
          .then()
          .statusCode(304)
          .header("ETag", equalTo(first.header("ETag")))
          .header("Cache-Control", equalTo("no-cache"))
          .body(emptyString());
    }
    given().header("If-None-Match", "\"another\"").get(path).then().statusCode(200);
  }

  /** Scripts name each other relative to themselves, so all of them come from such an address. */
  @Test
  void thePageNamesItsScriptsUnderAVersionThatIsKeptForEver() {
    String html = given().get("/").then().header("Cache-Control", "no-cache").extract().asString();
    Matcher versioned = Pattern.compile("\"(/console/[0-9a-f]{16}/)app\\.js\"").matcher(html);
    assertTrue(versioned.find(), html);
    String folder = versioned.group(1);

    for (String name : List.of("app.js", "console.css", "text-de.js")) {
      given()
          .get(folder + name)
          .then()
          .statusCode(200)
          .header("Cache-Control", equalTo("public, max-age=31536000, immutable"))
          .header("ETag", equalTo(given().get("/console/" + name).header("ETag")));
    }
    // Not part of the version.
    given().get(folder + "mark.svg").then().statusCode(200).header("Cache-Control", "no-cache");
    for (String name : List.of("missing.js", "index.html")) {
      assertProblem(given().get(folder + name), ErrorCode.NOT_FOUND);
    }
    assertEquals(html, given().get("/console/index.html").asString());
  }

  /** A replica of another version sent the page. */
  @Test
  void anotherVersionIsAnsweredButNotKept() {
    given()
        .get("/console/0123456789abcdef/app.js")
        .then()
        .statusCode(200)
        .header("Cache-Control", equalTo("no-cache"))
        .body(equalTo(given().get("/console/app.js").asString()));
  }

  @Test
  void scriptsAreSentWithoutTheirComments() {
    given()
        .get("/console/app.js")
        .then()
        .body(not(containsString("// Decides what is shown")))
        .body(containsString("import"));
  }

  @Test
  void eachEncodingHasItsOwnTag() {
    Response plain = plain().get("/console/app.js");
    Response zipped = given().header("Accept-Encoding", "br, gzip").get("/console/app.js");

    // The client unpacks what it is sent, and hides that it did.
    plain.then().header("ETag", not(endsWith("-gzip\"")));
    zipped.then().header("ETag", endsWith("-gzip\""));
    assertEquals(plain.asString(), zipped.asString());
  }

  @Test
  void headHasTheHeadersOfGet() {
    String length = plain().get("/").header("Content-Length");
    plain()
        .head("/")
        .then()
        .statusCode(200)
        .header("Content-Length", equalTo(length))
        .header("ETag", not(nullValue()));
  }

  @Test
  void thePolicyAllowsOnlyOwnFilesAndTheStore() {
    List<String> policy =
        Arrays.asList(given().get("/").header("Content-Security-Policy").split("; ", -1));

    assertTrue(policy.contains("default-src 'none'"), policy::toString);
    assertTrue(policy.contains("script-src 'self' 'wasm-unsafe-eval'"), policy::toString);
    assertTrue(policy.contains("style-src 'self'"), policy::toString);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy::toString);
    assertTrue(policy.contains("base-uri 'none'"), policy::toString);
    assertTrue(policy.contains("require-trusted-types-for 'script'"), policy::toString);
    String connect =
        policy.stream().filter(part -> part.startsWith("connect-src")).findFirst().orElseThrow();
    assertTrue(
        Pattern.matches("connect-src 'self' http://(127\\.0\\.0\\.1|localhost):\\d+", connect),
        connect);
  }

  /** A picture opened by itself is a document, in which a script could run. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/index.html", "/console/mark.svg"})
  void documentsCarryThePolicy(String path) {
    given()
        .get(path)
        .then()
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .header("Referrer-Policy", equalTo("no-referrer"));
  }

  @Test
  void theWorkerCarriesThePolicyAndTheScopeHeader() {
    given()
        .get("/console/play-worker.js")
        .then()
        .header("Service-Worker-Allowed", equalTo("/"))
        .header("Content-Security-Policy", containsString("default-src 'none'"));
  }

  @Test
  void onlyGetAndHeadAreServed() {
    assertProblem(given().delete("/console/app.js"), ErrorCode.NOT_FOUND);
  }

  /** Unless told so, the client asks for gzip by itself. */
  private static RequestSpecification plain() {
    return given()
        .config(RestAssuredConfig.config().decoderConfig(decoderConfig().noContentDecoders()));
  }

  /** Every module and style that a file names is there, so that no page is half loaded. */
  @Test
  void everyReferencedFileExists() {
    Pattern named =
        Pattern.compile(
            "(?:src|href)=\"(/console/[^\"]+)\"|from '\\./([^']+)'|import\\('\\./([^']+)'\\)");
    List<String> read =
        List.of("/", "/console/app.js", "/console/recordings.js", "/console/security.js");
    long checked =
        read.stream()
            .flatMap(path -> named.matcher(given().get(path).asString()).results())
            .map(
                found ->
                    found.group(1) != null
                        ? found.group(1)
                        : "/console/" + (found.group(2) != null ? found.group(2) : found.group(3)))
            .distinct()
            .peek(path -> given().get(path).then().statusCode(200))
            .count();
    org.hamcrest.MatcherAssert.assertThat(checked, greaterThan(15L));
  }
}
