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
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operator commands as an operator runs them: the packaged program, a bare environment. */
@QuarkusIntegrationTest
class CommandsIT {
  private static final String NOWHERE = "http://127.0.0.1:1";

  private static ServerSocket taken;

  DevServicesContext context;

  @BeforeAll
  static void takePort() throws IOException {
    taken = new ServerSocket(0);
  }

  @AfterAll
  static void givePortBack() throws IOException {
    taken.close();
  }

  @Test
  @Tag("container")
  void keysAreGeneratedWithoutAnyConfiguration() {
    Ended run = Program.packaged(Map.of()).run("keys", "generate");
    assertEquals(ExitCodes.OK, run.exitCode(), run::err);
    assertTrue(run.out().startsWith("apiVersion: v1\nkind: Secret\n"), run::out);
    assertTrue(run.out().contains("BEGIN PRIVATE KEY"), "no signing key");
    assertEquals("", run.err());
  }

  @Test
  void versionAndMistakesNeedNoConfiguration() {
    Program bare = Program.packaged(Map.of());
    assertTrue(bare.run("--version").out().startsWith("vestibule "));
    assertEquals(ExitCodes.USAGE, bare.run("tables", "drop").exitCode());
  }

  @ParameterizedTest
  @MethodSource("io.vestibule.command.CommandLineFace#all")
  void everyCommandHasHelpThatNeedsNoConfiguration(List<String> command) {
    String[] arguments =
        Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
    Ended run = Program.packaged(Map.of()).run(arguments);
    assertEquals(ExitCodes.OK, run.exitCode(), run::err);
    String usage = "Usage: " + String.join(" ", "vestibule", String.join(" ", command)).strip();
    assertTrue(run.out().startsWith(usage + " "), run::out);
    assertEquals("", run.err());
  }

  @Test
  @Tag("container")
  void tablesAreMissedThenCreatedThenRight() {
    Map<String, String> environment = environment();
    environment.putAll(Stores.freshTableNames());
    Program program = Program.packaged(environment);

    Ended missed = program.run("tables", "check");
    assertEquals(ExitCodes.NO, missed.exitCode(), missed::err);
    assertTrue(
        missed.out().lines().allMatch(line -> line.endsWith(": does not exist")), missed::out);

    Ended created = program.run("tables", "create");
    assertEquals(ExitCodes.OK, created.exitCode(), created::err);
    assertTrue(
        created.out().contains(missed.out().lines().count() + " created, 0 existed"), created::out);

    Ended again = program.run("tables", "create");
    assertEquals(ExitCodes.OK, again.exitCode(), again::err);
    assertTrue(
        again.out().contains("0 created, " + missed.out().lines().count() + " existed"),
        again::out);

    Ended right = program.run("tables", "check");
    assertEquals(ExitCodes.OK, right.exitCode(), () -> right.out() + right.err());
    assertEquals("", right.err());
  }

  /** As an operator finds them who gave two variables the wrong way round. */
  @Test
  void everyDifferenceIsNamed() {
    Map<String, String> environment = environment();
    environment.putAll(Stores.freshTableNames());
    assertEquals(ExitCodes.OK, Program.packaged(environment).run("tables", "create").exitCode());
    String users = environment.get("VESTIBULE_TABLES_USERS");
    String logins = environment.put("VESTIBULE_TABLES_USER_LOGINS", users);
    environment.put("VESTIBULE_TABLES_USERS", logins);

    Ended run = Program.packaged(environment).run("tables", "check");

    assertEquals(ExitCodes.NO, run.exitCode(), run::err);
    assertEquals(
        Set.of(
            logins + ": key is login (S), should be user_id (S)",
            logins + ": index email-index does not exist",
            logins + ": expiry attribute is expires_at, should be none",
            users + ": key is user_id (S), should be login (S)",
            users + ": index email-index is not one of ours",
            users + ": expiry attribute is none, should be expires_at"),
        run.out().lines().collect(Collectors.toSet()));
  }

  @Test
  void anOperatorMakesAnAdminAndSuspends() {
    Map<String, String> environment = environment();
    environment.putAll(RunningService.secrets());
    // The account's API token is sealed with the key of the service that made it.
    environment.put("VESTIBULE_KEYS_SEALING", Stores.sealingKey(context));
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
    Map<String, String> environment = environment();
    environment.putAll(RunningService.secrets());
    Program program = Program.packaged(environment);
    for (String nobody : new String[] {Api.freshEmail(), UUID.randomUUID().toString()}) {
      Ended run = program.run("user", "suspend", nobody);
      assertEquals(ExitCodes.NO, run.exitCode(), run::err);
      assertEquals("there is no such user", run.out().strip());
    }
  }

  @Test
  @Tag("container")
  void aStoreThatDoesNotAnswerIsOneSentence() {
    Map<String, String> environment = environment();
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", NOWHERE);
    assertFails(environment, "vestibule tables check: ", "tables", "check");
  }

  @Test
  void aSourceThatDoesNotAnswerIsOneSentence() {
    Map<String, String> environment = environment();
    environment.putAll(RunningService.secrets());
    assertFails(
        environment,
        "vestibule import cognito: ",
        "import",
        "cognito",
        "--user-pool=eu-west-1_Ab12Cd34E",
        "--endpoint-url=" + NOWHERE);
    environment.put(
        "IMPORT_POSTGRES_URL",
        "postgresql://reader:" + Api.freshPassword() + "@127.0.0.1:1/app?sslmode=verify-full");
    assertFails(environment, "vestibule import postgres: ", "import", "postgres");
  }

  private static void assertFails(
      Map<String, String> environment, String sentence, String... arguments) {
    Ended run = Program.packaged(environment).run(arguments);
    assertEquals(ExitCodes.FAILED, run.exitCode(), run::err);
    // Imports tell their progress before.
    String last = run.err().lines().reduce("", (before, line) -> line);
    assertTrue(last.startsWith(sentence), run::err);
    assertFalse(run.err().contains("\tat "), run::err);
    assertEquals("", run.out());
    assertFalse(run.err().contains(Api.PASSWORD_MARK), "a password is shown");
  }

  /** Whoever wanted to listen would fail. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(taken.getLocalPort()));
    return environment;
  }
}
