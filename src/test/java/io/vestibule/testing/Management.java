package io.vestibule.testing;

import io.quarkus.arc.Arc;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The routes for operators under {@code /q}. The packaged service has them on its management port,
 * whose number is in its log; a service in the JVM of the tests has them on its only port.
 */
public final class Management {
  private static final Pattern LISTENING =
      Pattern.compile("Management interface listening on (http://[^:/]+:[0-9]+)");

  /** As {@code quarkus.log.file.path} says for tests. */
  private static final Path LOG = Path.of("target/logs/test.log");

  private Management() {}

  public static Response get(String path) {
    return RestAssured.given().get(address() + path);
  }

  /** Metrics in the Prometheus text format. */
  public static Response metrics() {
    return RestAssured.given().accept("text/plain").get(address() + "/q/metrics");
  }

  /** Scheme, host and port. */
  public static String address() {
    if (Arc.container() != null && Arc.container().isRunning()) {
      return RawHttp.address();
    }
    Matcher listening = LISTENING.matcher(Program.read(LOG));
    String last = null;
    while (listening.find()) {
      last = listening.group(1);
    }
    if (last == null) {
      throw new AssertionError("the log does not name the management port");
    }
    return last;
  }
}
