package io.vestibule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's terminal session runs as it stands, and each request has the status it claims. */
@QuarkusTest
class ReadmeTest {
  private static final Pattern SESSION = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
  private static final Pattern CLAIM = Pattern.compile(".*\\S +# (\\d{3})\\b.*");
  private static final int LONGEST = 119;

  @TempDir Path folder;

  @Test
  void theSessionAnswersWithTheStatusesItClaims() throws IOException, InterruptedException {
    requireShellAndCurl();
    List<String> lines = session();
    Path script = folder.resolve("session.sh");
    Files.write(script, script(lines));
    Path err = folder.resolve("err");
    Process shell =
        new ProcessBuilder("sh", "-eu", script.toString())
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile())
            .start();

    assertTrue(shell.waitFor(2, TimeUnit.MINUTES), "the session did not end");
    assertEquals(String.join("\n", claimed(lines)), Files.readString(err).strip());
  }

  @Test
  void everyRequestClaimsAStatus() throws IOException {
    List<String> silent =
        session().stream()
            .filter(line -> line.contains("curl "))
            .filter(line -> !CLAIM.matcher(line).matches())
            .toList();

    assertEquals(List.of(), silent);
    assertTrue(session().stream().filter(line -> line.contains("curl ")).count() > 8);
  }

  @Test
  void itIsShort() throws IOException {
    assertTrue(readme().lines().count() <= LONGEST, "at most " + LONGEST + " lines");
  }

  private static List<String> session() throws IOException {
    List<String> blocks = SESSION.matcher(readme()).results().map(found -> found.group(1)).toList();
    assertEquals(1, blocks.size(), "the README has one block of shell lines that are run");
    return blocks.get(0).lines().toList();
  }

  /**
   * The lines with the test's port. {@code curl} also writes the status of its answer to the error
   * stream, after the number of its line.
   */
  private static List<String> script(List<String> lines) {
    List<String> script = new ArrayList<>();
    script.add("curl() { command curl -w '%{stderr}%{http_code}\\n' \"$@\"; }");
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("curl ")) {
        script.add("printf '%s: ' " + (i + 1) + " >&2");
      }
      script.add(
          lines.get(i).replace("http://localhost:8080", "http://localhost:" + RestAssured.port));
    }
    return script;
  }

  private static List<String> claimed(List<String> lines) {
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher claim = CLAIM.matcher(lines.get(i));
      if (lines.get(i).contains("curl ") && claim.matches()) {
        claimed.add((i + 1) + ": " + claim.group(1));
      }
    }
    return claimed;
  }

  /** Both are on every machine that builds this; CI does not accept their absence. */
  private static void requireShellAndCurl() throws InterruptedException {
    boolean there = runs("sh", "-c", "curl --version");
    assertTrue(
        there || System.getenv("VESTIBULE_REQUIRE_NODE") == null,
        "VESTIBULE_REQUIRE_NODE is set and there is no sh or no curl");
    assumeTrue(there, "no sh or no curl on the path: the README's session is not tested");
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  private static String readme() throws IOException {
    return Files.readString(Checkout.path("README.md"));
  }
}
