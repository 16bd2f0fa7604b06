package io.vestibule.deployment;

import static io.restassured.RestAssured.given;

import io.vestibule.testing.Api;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The metrics of the service, by the names that Prometheus gives them. */
final class Meters {
  /** Own meters, from the source: some exist only after their first event. */
  private static final Pattern OWN =
      Pattern.compile(
          "(?:(Counter|Gauge|Timer)\\.builder|\\.(counter|gauge|timer))\\(\\s*\"(vestibule[a-z.-]+)\"");

  private static final Pattern BASE_UNIT = Pattern.compile("\\.baseUnit\\(\"(\\w+)\"\\)");
  private static final Pattern SCRAPED = Pattern.compile("(?m)^([a-zA-Z_]\\w*)[ {]");

  private Meters() {}

  /** All of them. Needs a running service. */
  static Set<String> names() {
    Api.post("/api/login", Api.credentials(Api.freshEmail(), Api.freshPassword()))
        .then()
        .statusCode(401);
    Set<String> names = own();
    SCRAPED
        .matcher(given().accept("text/plain").get("/q/metrics").asString())
        .results()
        .forEach(metric -> names.add(metric.group(1)));
    return names;
  }

  private static Set<String> own() {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Checkout.path("src/main/java"))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> names.addAll(own(read(file))));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return names;
  }

  private static Set<String> own(String source) {
    Set<String> names = new TreeSet<>();
    OWN.matcher(source)
        .results()
        .forEach(
            meter -> names.addAll(prometheus(meter, statement(source.substring(meter.end())))));
    return names;
  }

  private static Set<String> prometheus(MatchResult meter, String builder) {
    String name = meter.group(3).replace('.', '_').replace('-', '_');
    String kind = meter.group(meter.group(1) == null ? 2 : 1);
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "counter" -> Set.of(name + "_total");
      case "timer" -> Set.of(name + "_seconds_count", name + "_seconds_sum", name + "_seconds_max");
      default ->
          Set.of(
              BASE_UNIT
                  .matcher(builder)
                  .results()
                  .findFirst()
                  .map(unit -> name + "_" + unit.group(1))
                  .orElse(name));
    };
  }

  private static String statement(String source) {
    return source.substring(0, source.indexOf(';'));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
