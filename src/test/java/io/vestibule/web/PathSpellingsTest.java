package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vestibule.testing.Management;
import io.vestibule.testing.Problems;
import io.vestibule.testing.RawConnection;
import io.vestibule.testing.RawHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Every route of the OpenAPI document in many spellings of its path. Each spelling is refused,
 * unknown, or guarded like the plain one.
 */
@QuarkusTest
@TestProfile(PathSpellingsTest.Limited.class)
class PathSpellingsTest {
  private static final String EXHAUSTED = "192.0.2.90";

  /** One address can use up its requests; the others are used for a few requests each. */
  public static class Limited implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "vestibule.request-limit.enabled", "true",
          "vestibule.request-limit.requests", "100",
          "vestibule.request-limit.period", "1000D",
          "vestibule.headers.hsts-always", "true");
    }
  }

  private record Operation(String method, String path) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private static final Map<String, UnaryOperator<String>> SPELLINGS = spellings();

  private static Map<String, UnaryOperator<String>> spellings() {
    Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
    for (String suffix :
        List.of(
            ";x",
            ";x=1",
            ";",
            "/;x",
            "//",
            "/.",
            "/..",
            "/./",
            "/x/..",
            "/%2e",
            "/%2E%2e",
            "%00",
            "%0a",
            "%0d%0a",
            "%09",
            "%20",
            "%7f",
            "%",
            "%2",
            "%zz",
            "%u002f",
            "%2f",
            "%5c",
            "%3b",
            "%25",
            "%252f",
            "%ff",
            "%c0%af",
            "%ed%a0%80",
            "%c2%85",
            "#x",
            "\\",
            "\u00e9",
            "/",
            "?",
            "?;x",
            ".json",
            "*")) {
      all.put("ends with " + suffix, path -> path + suffix);
    }
    for (String prefix :
        List.of("/", "/.", "/..", "/x/..", "/;x", "/%2e", "/%2e%2e", "/q/..", "\\", "http://x")) {
      all.put("begins with " + prefix, path -> prefix + path);
    }
    for (String slash :
        List.of("//", "/./", "/x/../", ";x/", "%2f", "%2F", "%5c", "\\", "/%2e/", "/;/", "%00/")) {
      all.put("last slash is " + slash, path -> replaceLastSlash(path, slash));
      all.put(
          "second slash is " + slash,
          path ->
              "/"
                  + path.substring(1)
                      .replaceFirst("/", java.util.regex.Matcher.quoteReplacement(slash)));
    }
    all.put("upper case", path -> path.toUpperCase(Locale.ROOT));
    all.put(
        "first letter encoded",
        path -> "/%" + Integer.toHexString(path.charAt(1)) + path.substring(2));
    all.put(
        "last letter encoded",
        path ->
            path.substring(0, path.length() - 1)
                + "%"
                + Integer.toHexString(path.charAt(path.length() - 1)));
    return all;
  }

  private static String replaceLastSlash(String path, String slash) {
    int last = path.lastIndexOf('/');
    return path.substring(0, last) + slash + path.substring(last + 1);
  }

  private static List<Operation> operations() {
    Map<String, Map<String, Object>> paths =
        Management.get("/q/openapi?format=json").jsonPath().getMap("paths");
    return paths.entrySet().stream()
        .flatMap(
            path ->
                path.getValue().keySet().stream()
                    .filter(Set.of("get", "put", "post", "patch", "delete")::contains)
                    .map(
                        method ->
                            new Operation(
                                method.toUpperCase(Locale.ROOT),
                                path.getKey().replaceAll("\\{[^}]+}", "x1"))))
        .toList();
  }

  @Test
  void thereAreManyRoutesAndSpellings() {
    assertTrue(operations().size() > 30);
    assertTrue(SPELLINGS.size() >= 40);
  }

  @Test
  void theCrossSiteCheckGuardsEverySpelling() throws IOException {
    for (Operation operation : operations()) {
      compare(operation, "192.0.2.91");
    }
  }

  @Test
  void theRequestLimitGuardsEverySpelling() throws IOException {
    for (int request = 0; request < 101; request++) {
      if (ask(new Operation("GET", "/api/health"), "/api/health", EXHAUSTED).status() == 429) {
        break;
      }
    }
    for (Operation operation : operations()) {
      Answer plain = compare(operation, EXHAUSTED);

      assertEquals(operation.path().startsWith("/api/"), plain.status() == 429, plain::body);
    }
  }

  /** Compares each spelling with the plain one, and returns the answer to the plain one. */
  private static Answer compare(Operation operation, String address) throws IOException {
    int[] counter = {0};
    Answer plain = ask(operation, operation.path(), client(address, counter));
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, UnaryOperator<String>> spelling : SPELLINGS.entrySet()) {
      String path = spelling.getValue().apply(operation.path());
      Answer answer = ask(operation, path, client(address, counter));
      if (path.startsWith("/")) {
        assertEquals("max-age=31536000", answer.header("Strict-Transport-Security"), path);
      }
      boolean refused = answer.status() == 400 || answer.status() == 404;
      if (refused) {
        Problems.assertProblem(answer);
        assertEquals("nosniff", answer.header("X-Content-Type-Options"), path);
      } else if (answer.status() != plain.status()) {
        wrong.add(
            operation
                + ", "
                + spelling.getKey()
                + ": "
                + answer.status()
                + " instead of "
                + plain.status());
      }
    }
    assertEquals(List.of(), wrong);
    return plain;
  }

  /** The exhausted address itself, or one that has requests left. */
  private static String client(String address, int[] counter) {
    return address.equals(EXHAUSTED) ? address : "198.51." + counter[0]++ % 200 + ".7";
  }

  /** As a browser would send it for another site, with a cookie. */
  private static Answer ask(Operation operation, String path, String address) throws IOException {
    try (RawConnection connection = RawConnection.open(Duration.ofSeconds(60))) {
      connection.send(
          operation.method()
              + " "
              + path
              + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: "
              + address
              + "\r\nCookie: auth_token=a.b.c\r\nSec-Fetch-Site: cross-site\r\n"
              + "Content-Length: 0\r\n\r\n");
      return connection.read().orElseThrow();
    }
  }
}
