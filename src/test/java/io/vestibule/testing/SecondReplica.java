package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.DevServicesContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second process of the packaged service with the same stores and keys. */
public final class SecondReplica implements AutoCloseable {
  private final Process process;
  private final String address;
  private final String management;

  private SecondReplica(Process process, String address, String management) {
    this.process = process;
    this.address = address;
    this.management = management;
  }

  /**
   * @param services the dev services of the first replica
   */
  public static SecondReplica start(DevServicesContext services) {
    // Vert.x would let two servers with the same port take turns.
    List<Integer> ports = Ports.free(2);
    int port = ports.get(0);
    int managementPort = ports.get(1);
    List<String> settings = new ArrayList<>();
    services
        .devServicesProperties()
        .forEach((name, value) -> settings.add("-D" + name + "=" + value));
    settings.add("-Dquarkus.http.port=" + port);
    settings.add("-Dquarkus.http.host=127.0.0.1");
    settings.add("-Dquarkus.management.port=" + managementPort);
    settings.add("-Dquarkus.management.host=127.0.0.1");
    settings.add(
        "-Dquarkus.profile=" + System.getProperty("quarkus.test.integration-test-profile"));
    settings.add("-Dquarkus.log.file.path=target/second-replica-file.log");
    Process process =
        Program.packaged(settings).start(Program.target().resolve("second-replica.log"));
    SecondReplica replica =
        new SecondReplica(
            process, "http://127.0.0.1:" + port, "http://127.0.0.1:" + managementPort);
    Eventually.within(60, replica::answers);
    return replica;
  }

  /** {@code http://127.0.0.1:<port>}. */
  public String address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private void answers() {
    try {
      given().get(management + "/q/health/ready").then().statusCode(200);
    } catch (RuntimeException | AssertionError notYet) {
      throw new AssertionError("the second replica is not ready", notYet);
    } catch (Exception refused) {
      throw new AssertionError("the second replica does not answer", refused);
    }
  }
}
