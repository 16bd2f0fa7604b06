package io.vestibule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.Program;
import io.vestibule.testing.Program.Ended;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first start in production, with something forgotten. */
@QuarkusIntegrationTest
class StartIT {
  DevServicesContext context;

  @Test
  void aStartWithoutSecretsNamesAllThatIsMissingAndEnds() {
    Ended run = Program.packaged(Stores.environment(context)).run();
    assertNotEquals(0, run.exitCode());
    String sentence = run.err().strip();
    assertEquals(1, sentence.lines().count(), run::err);
    assertTrue(sentence.startsWith("Vestibule cannot start: "), run::err);
    for (String setting :
        new String[] {"keys.signing", "keys.sealing", "keys.ticket", "tokens.issuer"}) {
      assertTrue(
          sentence.contains("vestibule." + setting + " "), setting + " is not in: " + sentence);
    }
    assertFalse(run.out().contains("\tat "), run::out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"VESTIBULE_KEYS_SIGNING", "VESTIBULE_KEYS_SEALING", "VESTIBULE_KEYS_TICKET"})
  void aKeyThatIsNoneIsNamedAndNotShown(String variable) {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(RunningService.secrets());
    environment.put(variable, "c2VjcmV0");
    Ended run = Program.packaged(environment).run("serve");
    assertNotEquals(0, run.exitCode());
    assertEquals(1, run.err().strip().lines().count(), run::err);
    assertFalse(run.err().contains("c2VjcmV0"), run::err);
  }

  @Test
  void missingTablesAreNamedAndNobodyIsSentHere() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(Stores.freshTableNames());
    try (RunningService service = RunningService.start(environment)) {
      service.awaitStatus("/q/health/ready", 503);
      assertEquals(200, service.status("/q/health/live"));
      service.awaitLog("does not exist here (is AWS_REGION right?");
      for (String table : Stores.freshTableNames().values()) {
        assertTrue(service.log().contains(table.substring(table.lastIndexOf('-') + 1)), table);
      }
      assertEquals(0, Program.packaged(environment).run("tables", "create").exitCode());
      service.awaitStatus("/q/health/ready", 200);
      service.awaitLog("DynamoDB answers again");
    }
  }

  @Test
  void aStoreOutOfReachIsSaidInTheLog() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1");
    try (RunningService service = RunningService.start(environment)) {
      service.awaitStatus("/q/health/ready", 503);
      service.awaitLog("not ready, DynamoDB cannot be used: ");
      assertEquals(200, service.status("/q/health/live"));
    }
  }
}
