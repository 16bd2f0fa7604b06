package io.vestibule.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.RestAssured;
import io.vestibule.contract.ContractCheck;
import io.vestibule.contract.ServiceClient;
import io.vestibule.contract.ThrowAwayAccount;
import io.vestibule.spi.Finding;
import java.net.URI;
import java.time.Duration;

/** Runs the checks of {@code vestibule prove} against the service under test. */
public final class Examinations {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int CONNECTIONS = 100;

  private Examinations() {}

  /** Fails if the promise is broken or was not proven. */
  public static void assertHolds(ContractCheck check, String email, String password) {
    Finding finding = examine(check, URI.create(address()), email, password);
    assertEquals(Finding.Level.OK, finding.level(), finding::text);
  }

  public static Finding examine(ContractCheck check, URI service, String email, String password) {
    try (ServiceClient client = new ServiceClient(service, TIMEOUT, CONNECTIONS)) {
      return check.examine(client, new ThrowAwayAccount(email, password));
    }
  }

  /** The service under test. */
  public static String address() {
    return RestAssured.baseURI + ":" + RestAssured.port;
  }
}
