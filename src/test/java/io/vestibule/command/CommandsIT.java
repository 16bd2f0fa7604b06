package io.vestibule.command;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Program;
import io.vestibule.testing.Program.Ended;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import io.vestibule.web.ErrorCode;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Operator commands as an operator runs them: the packaged program, a bare environment. */
@QuarkusIntegrationTest
class CommandsIT {
  DevServicesContext context;

  @Test
  void keysAreGeneratedWithoutAnyConfiguration() {
    Ended run = Program.packaged(Map.of()).run("keys", "generate");
    assertEquals(ExitCodes.OK, run.exitCode(), run::err);
    assertTrue(run.out().startsWith("apiVersion: v1\nkind: Secret\n"), run::out);
    assertTrue(run.out().contains("BEGIN PRIVATE KEY"), "no signing key");
    assertEquals("", run.err());
  }

  @Test
  void helpAndVersionNeedNoConfiguration() {
    Program bare = Program.packaged(Map.of());
    assertTrue(bare.run("--help").out().startsWith("Usage: vestibule"));
    assertTrue(bare.run("--version").out().startsWith("vestibule "));
    assertEquals(ExitCodes.USAGE, bare.run("tables", "drop").exitCode());
  }

  @Test
  void tablesAreMissedThenCreatedThenRight() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Map<String, String> environment = new HashMap<>(Stores.environment(context));
      environment.putAll(Stores.freshTableNames());
      // Whoever wanted to listen would fail.
      environment.put("QUARKUS_HTTP_PORT", Integer.toString(taken.getLocalPort()));
      Program program = Program.packaged(environment);

      Ended missed = program.run("tables", "check");
      assertEquals(ExitCodes.NO, missed.exitCode(), missed::err);
      assertTrue(
          missed.out().lines().allMatch(line -> line.endsWith(": does not exist")), missed::out);

      Ended created = program.run("tables", "create");
      assertEquals(ExitCodes.OK, created.exitCode(), created::err);
      assertTrue(
          created.out().contains(missed.out().lines().count() + " created, 0 existed"),
          created::out);

      Ended again = program.run("tables", "create");
      assertEquals(ExitCodes.OK, again.exitCode(), again::err);
      assertTrue(
          again.out().contains("0 created, " + missed.out().lines().count() + " existed"),
          again::out);

      Ended right = program.run("tables", "check");
      assertEquals(ExitCodes.OK, right.exitCode(), () -> right.out() + right.err());
      assertEquals("", right.err());
    }
  }

  @Test
  void anOperatorMakesAnAdminAndSuspends() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(RunningService.secrets());
    Program program = Program.packaged(environment);
    Person person = Api.register();

    Ended admin = program.run("user", "set-role", person.email(), "admin");
    assertEquals(ExitCodes.OK, admin.exitCode(), admin::err);
    assertEquals(person.userId() + ": role admin, active", admin.out().strip());
    person.request().get("/api/user").then().body("role", equalTo("admin"));

    Ended suspended = program.run("user", "suspend", person.userId());
    assertEquals(ExitCodes.OK, suspended.exitCode(), suspended::err);
    Api.post("/api/login", Api.credentials(person.email(), person.password()))
        .then()
        .statusCode(ErrorCode.ACCOUNT_SUSPENDED.status());

    assertEquals(ExitCodes.OK, program.run("user", "restore", person.email()).exitCode());
    Api.post("/api/login", Api.credentials(person.email(), person.password()))
        .then()
        .statusCode(200);
  }

  @Test
  void anUnknownUserIsANo() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(RunningService.secrets());
    Program program = Program.packaged(environment);
    for (String nobody : new String[] {Api.freshEmail(), UUID.randomUUID().toString()}) {
      Ended run = program.run("user", "suspend", nobody);
      assertEquals(ExitCodes.NO, run.exitCode(), run::err);
      assertEquals("there is no such user", run.out().strip());
    }
  }

  @Test
  void aStoreThatDoesNotAnswerIsOneSentence() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1");
    Ended run = Program.packaged(environment).run("tables", "check");
    assertEquals(ExitCodes.FAILED, run.exitCode());
    assertTrue(run.err().startsWith("vestibule tables check: "), run::err);
    assertFalse(run.err().contains("\tat "), run::err);
  }
}
