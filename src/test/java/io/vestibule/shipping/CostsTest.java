package io.vestibule.shipping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.shipping.CapacityRecorder.Units;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Checkout;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No route takes more of DynamoDB than docs/costs.md says, nor an action its role does not have.
 */
@QuarkusTest
class CostsTest {
  private static final Path PAGE = Checkout.path("docs/costs.md");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
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
    return new Person(
        person.userId(), person.email(), person.password(), Api.tokenOf(person), person.keySalt());
  }

  @Test
  void noRouteTakesMoreThanThePageSays() throws IOException {
    Map<String, Units> written = CostsDocument.parse(Files.readString(PAGE));
    assertEquals(new TreeSet<>(written.keySet()), new TreeSet<>(measured.keySet()));
    measured.forEach(
        (route, units) -> {
          Units said = written.get(route);
          // On a slow machine a session may have left the cache: one look-up more.
          assertTrue(
              units.reads() <= said.reads() + 1 && units.writes() <= said.writes(),
              () -> route + " takes " + units + ", not " + said);
        });
  }

  @Test
  void theRoleAllowsWhatTheServiceDoes() {
    Map<String, Object> names =
        Terraform.section("variables.tf", "variable", "table_names", "default");
    Map<String, String> ids = new HashMap<>();
    names.forEach((id, name) -> ids.put(name.toString(), id));
    Map<String, Object> locals = Terraform.section("iam.tf", "locals");

    CapacityRecorder.actions()
        .forEach(
            (resource, actions) -> {
              String[] parts = resource.split("/index/");
              String id = ids.get(parts[0]);
              if (parts.length == 2) {
                assertEquals(
                    parts[1],
                    Terraform.text(Terraform.block(locals.get("service_indexes")), id)
                        .orElse(null));
              } else {
                TreeSet<String> missing = new TreeSet<>(actions);
                missing.removeAll(
                    Terraform.texts(Terraform.block(locals.get("service_actions")).get(id)));
                assertTrue(
                    missing.isEmpty(), () -> "the role lacks " + missing + " on " + resource);
              }
            });
  }
}
