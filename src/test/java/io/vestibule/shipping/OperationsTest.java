package io.vestibule.shipping;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.command.CommandLineFace;
import io.vestibule.testing.Api;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the operations manual names exists. */
@QuarkusTest
class OperationsTest {
  private static final Pattern METER = Pattern.compile("(?:vestibule|http_server)_[a-z_]+");
  private static final Pattern COMMAND = Pattern.compile("`vestibule ([a-z-]+)(?: ([a-z-]+))?");

  @Test
  void alarmsWatchMetersThatTheServiceHas() {
    Api.post("/api/login", Api.credentials(Api.freshEmail(), Api.freshPassword()))
        .then()
        .statusCode(401);
    String metrics = given().accept("text/plain").get("/q/metrics").asString();

    Set<String> watched = new TreeSet<>();
    METER
        .matcher(read(Checkout.path("docs/operations.md")))
        .results()
        .forEach(found -> watched.add(found.group()));
    assertFalse(watched.isEmpty());
    watched.removeIf(meter -> Pattern.compile("(?m)^" + meter + "[ {]").matcher(metrics).find());
    assertEquals(Set.of(), watched);
  }

  @Test
  void commandsExist() {
    List<MatchResult> named =
        COMMAND.matcher(read(Checkout.path("docs/operations.md"))).results().toList();

    assertTrue(named.size() > 5, named::toString);
    named.forEach(
        found ->
            CommandLineFace.output(
                Stream.of(found.group(1), found.group(2), "--help")
                    .filter(word -> word != null)
                    .toArray(String[]::new)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
