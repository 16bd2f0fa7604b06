package io.vestibule.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.deployment.CapacityRecorder.Units;
import io.vestibule.deployment.Terraform.Statement;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Checkout;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No route uses more DynamoDB capacity than docs/costs.md says, or an action that its role lacks.
 */
@QuarkusTest
class CostsTest {
  private static final Path PAGE = Checkout.path("docs/costs.md");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static Map<String, Units> measured;

  @Inject AccountService accounts;

  /** Once, when the service's port is known. */
  @BeforeEach
  void measure() throws IOException {
    if (measured != null) {
      return;
    }
    measured = MeasuredRoutes.measure(this::promoted);
    if (System.getProperty("vestibule.docs.write") != null) {
      Files.writeString(PAGE, CostsDocument.text(measured));
    }
  }

  private Person promoted(Person person) {
    accounts.setRole(person.userId(), Role.ADMIN).await().atMost(PATIENCE);
    return person.loggedInAgain();
  }

  @Test
  void noRouteUsesMoreThanThePageSays() throws IOException {
    Map<String, Units> written = CostsDocument.parse(Files.readString(PAGE));
    assertEquals(new TreeSet<>(written.keySet()), new TreeSet<>(measured.keySet()));
    double sessionReads =
        written.get("any request, session not seen for 10 s").reads()
            - written.get("GET /api/auth/session").reads();
    measured.forEach(
        (route, units) -> {
          Units said = written.get(route);
          // On a slow machine a session may have expired from the cache.
          assertTrue(
              units.reads() <= said.reads() + sessionReads && units.writes() <= said.writes(),
              () -> route + " takes " + units + ", not " + said);
        });
  }

  @Test
  void theRoleAllowsWhatTheServiceDoes() {
    CapacityRecorder.actions()
        .forEach(
            (resource, actions) -> {
              TreeSet<String> missing = new TreeSet<>(actions);
              for (Statement statement : Terraform.statements("service")) {
                if (statement.resources().stream()
                    .anyMatch(arn -> arn.endsWith(":table/" + resource))) {
                  statement
                      .actions()
                      .forEach(action -> missing.remove(action.replace("dynamodb:", "")));
                }
              }
              assertTrue(missing.isEmpty(), () -> "the role lacks " + missing + " on " + resource);
            });
  }
}
