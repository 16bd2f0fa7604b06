package io.vestibule.federation;

import static io.restassured.RestAssured.get;
import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.spi.Finding;
import io.vestibule.spi.Finding.Level;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An issuer that is down when the service starts, comes up, rotates its keys and goes down. */
@QuarkusTest
@QuarkusTestResource(ExternalIssuers.class)
class IssuerUnavailableTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject IssuersDiagnosis diagnosis;

  @Test
  void tokenIsNotInvalidWhileItsIssuerIsUnavailable() {
    TestIssuer sleeper = new TestIssuer(ExternalIssuers.SLEEPER);
    String token = sleeper.token();

    Response unavailable = bearer(token).get("/api/user");
    assertProblem(unavailable, ErrorCode.UNAVAILABLE);
    assertNotNull(unavailable.header("Retry-After"));
    assertEquals(Level.PROBLEM, finding().level());

    sleeper.listen();
    Eventually.holds(() -> bearer(token).get("/api/user").then().statusCode(200));
    assertEquals(Finding.ok("sleeper publishes usable keys: 1"), finding());

    sleeper.rotate(TestIssuer.rsa());
    String rotated = sleeper.token();
    Eventually.holds(() -> bearer(rotated).get("/api/user").then().statusCode(200));
    get("/q/metrics")
        .then()
        .body(containsString("vestibule_issuer_keys{issuer=\"sleeper\"} 1.0"))
        .body(
            containsString(
                "vestibule_issuer_fetches_total{issuer=\"sleeper\",outcome=\"failed\"}"));

    sleeper.close();
    String known = sleeper.token();
    assertEquals(200, bearer(known).get("/api/user").statusCode());
    sleeper.rotate(TestIssuer.rsa());
    assertProblem(bearer(sleeper.token()).get("/api/user"), ErrorCode.UNAVAILABLE);
  }

  /** What {@code vestibule doctor} says of it. */
  private Finding finding() {
    return diagnosis.examine().await().atMost(PATIENCE).stream()
        .filter(finding -> finding.text().startsWith("sleeper "))
        .findFirst()
        .orElseThrow();
  }
}
