package io.vestibule.command;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The operator commands of the packaged program, with an empty environment. */
@QuarkusIntegrationTest
class CommandsIT {
  private static final String UNREACHABLE = "http://127.0.0.1:1";

  private static ServerSocket blockedPort;

  DevServicesContext context;

  @BeforeAll
  static void blockPort() throws IOException {
    blockedPort = new ServerSocket(0);
  }

  @AfterAll
  static void releasePort() throws IOException {
    blockedPort.close();
  }

  @Test
  @Tag("container")
  void keysAreGeneratedWithoutConfiguration() {
    Ended run = Program.packaged(Map.of()).run("keys", "generate");
    assertEquals(ExitCodes.OK, run.exitCode(), run::err);
    assertTrue(run.out().startsWith("apiVersion: v1\nkind: Secret\n"), run::out);
    assertTrue(run.out().contains("BEGIN PRIVATE KEY"), "no signing key");
    assertEquals("", run.err());
  }

  @Test
  void versionAndUsageErrorsNeedNoConfiguration() {
    Program bare = Program.packaged(Map.of());
    assertTrue(bare.run("--version").out().startsWith("vestibule "));
    assertEquals(ExitCodes.USAGE, bare.run("tables", "drop").exitCode());
  }

  @ParameterizedTest
  @MethodSource("io.vestibule.command.CommandLineAccess#all")
  void helpOfEveryCommandNeedsNoConfiguration(List<String> command) {
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
  void missingTablesAreReportedThenCreated() {
    Map<String, String> environment = environment();
    environment.putAll(Stores.freshTableNames());
    Program program = Program.packaged(environment);

    Ended missing = program.run("tables", "check");
    assertEquals(ExitCodes.NO, missing.exitCode(), missing::err);
    assertTrue(
        missing.out().lines().allMatch(line -> line.endsWith(": does not exist")), missing::out);

    Ended created = program.run("tables", "create");
    assertEquals(ExitCodes.OK, created.exitCode(), created::err);
    assertTrue(
        created.out().contains(missing.out().lines().count() + " created, 0 existed"),
        created::out);

    Ended again = program.run("tables", "create");
    assertEquals(ExitCodes.OK, again.exitCode(), again::err);
    assertTrue(
        again.out().contains("0 created, " + missing.out().lines().count() + " existed"),
        again::out);

    Ended right = program.run("tables", "check");
    assertEquals(ExitCodes.OK, right.exitCode(), () -> right.out() + right.err());
    assertEquals("", right.err());
  }

  /** The names of two tables are swapped by mistake. */
  @Test
  void everyTableDifferenceIsReported() {
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
            logins + ": index migration-index does not exist",
            logins + ": index stripe-index does not exist",
            logins + ": index list-index does not exist",
            logins + ": index address-index does not exist",
            logins + ": expiry attribute is expires_at, should be none",
            users + ": key is user_id (S), should be login (S)",
            users + ": index email-index is not defined by this service",
            users + ": index migration-index is not defined by this service",
            users + ": index stripe-index is not defined by this service",
            users + ": index list-index is not defined by this service",
            users + ": index address-index is not defined by this service",
            users + ": expiry attribute is none, should be expires_at"),
        run.out().lines().collect(Collectors.toSet()));
  }

  @Test
  void doctorFindsWhatIsMissing() {
    Map<String, String> environment = environment();
    environment.putAll(RunningService.secrets());
    Ended sound = Program.packaged(environment).run("doctor");
    for (String line :
        List.of(
            "ok       bucket       ",
            "ok       clock        within 10 s",
            "skipped  mail         ",
            "ok       settings     ",
            "ok       tables       all ")) {
      assertTrue(sound.out().contains(line), sound::out);
    }

    environment.putAll(Stores.freshTableNames());
    environment.put("S3_BUCKET", "vestibule-absent");
    environment.put("VESTIBULE_TOKENS_BEARER_INACTIVITY_TIMEOUT", "1S");
    Ended broken = Program.packaged(environment).run("doctor");
    assertEquals(ExitCodes.NO, broken.exitCode(), broken::err);
    for (String line :
        List.of(
            "problem  bucket       vestibule-absent cannot be listed: ",
            "problem  settings     ",
            "problem  tables       ")) {
      assertTrue(broken.out().contains(line), broken::out);
    }
    assertEquals("", broken.err());
  }

  @Test
  void operatorSetsRoleAndSuspends() {
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
  void operatorMakesALinkForANewPassword() {
    Map<String, String> environment = environment();
    environment.putAll(RunningService.secrets());
    // The link is verified by a key that is derived from the sealing key of the service.
    environment.put("VESTIBULE_KEYS_SEALING", Stores.sealingKey(context));
    Person person = Api.register();

    Ended run = Program.packaged(environment).run("user", "reset-link", person.email());
    assertEquals(ExitCodes.OK, run.exitCode(), run::err);
    Matcher link =
        Pattern.compile("\\Ahttps://vestibule\\.test/#/reset/([\\w-]{22})\\.([\\w-]{43})\\s*\\z")
            .matcher(run.out());
    assertTrue(link.matches(), run::out);

    String password = Api.freshPassword();
    Map<String, String> reset =
        Map.of("id", link.group(1), "secret", link.group(2), "new_password", password);
    Api.post("/api/auth/password/reset", reset).then().statusCode(200);
    Api.post("/api/login", Api.credentials(person.email(), password)).then().statusCode(200);
    Api.post("/api/auth/password/reset", reset)
        .then()
        .statusCode(ErrorCode.CHALLENGE_INVALID.status());
  }

  @Test
  void operatorMakesListsAndRevokesAServiceKey() {
    Map<String, String> environment = environment();
    environment.putAll(RunningService.secrets());
    Program program = Program.packaged(environment);
    Person person = Api.register();
    String path = "/api/admin/users/" + person.userId();

    Ended created =
        program.run("service-key", "create", "--name=billing", "--scopes=users:read,users:write");
    assertEquals(ExitCodes.OK, created.exitCode(), created::err);
    String secret = created.out().strip();
    assertTrue(secret.matches("vss_[0-9a-f]{88}"), "not a secret");
    Api.bearer(secret).get(path).then().statusCode(200).body("email", equalTo(person.email()));

    String id = secret.substring(4, 20);
    Ended listed = program.run("service-key", "list");
    assertTrue(listed.out().contains(id + "  no expiry  users:read,users:write  "), listed::out);
    assertFalse(listed.out().contains(secret));

    Ended revoked = program.run("service-key", "revoke", id);
    assertEquals(ExitCodes.OK, revoked.exitCode(), revoked::err);
    assertEquals(id + ": revoked", revoked.out().strip());
    assertEquals(ExitCodes.NO, program.run("service-key", "revoke", id).exitCode());
    Eventually.holds(
        () ->
            assertEquals(
                ErrorCode.TOKEN_INVALID.status(), Api.bearer(secret).get(path).statusCode()));
  }

  @Test
  void unknownUserHasExitCode1() {
    Map<String, String> environment = environment();
    environment.putAll(RunningService.secrets());
    Program program = Program.packaged(environment);
    for (String unknown : new String[] {Api.freshEmail(), UUID.randomUUID().toString()}) {
      for (String command : List.of("suspend", "reset-link")) {
        Ended run = program.run("user", command, unknown);
        assertEquals(ExitCodes.NO, run.exitCode(), run::err);
        assertEquals("the user does not exist", run.out().strip());
      }
    }
  }

  @Test
  @Tag("container")
  void unavailableStoreIsOneLine() {
    Map<String, String> environment = environment();
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", UNREACHABLE);
    assertFails(environment, "vestibule tables check: ", "tables", "check");
  }

  @Test
  void unavailableImportSourceIsOneLine() {
    Map<String, String> environment = environment();
    environment.putAll(RunningService.secrets());
    assertFails(
        environment,
        "vestibule import cognito: ",
        "import",
        "cognito",
        "--user-pool=eu-west-1_Ab12Cd34E",
        "--endpoint-url=" + UNREACHABLE);
    environment.put(
        "IMPORT_POSTGRES_URL",
        "postgresql://reader:" + Api.freshPassword() + "@127.0.0.1:1/app?sslmode=verify-full");
    assertFails(environment, "vestibule import postgres: ", "import", "postgres");
  }

  private static void assertFails(
      Map<String, String> environment, String sentence, String... arguments) {
    Ended run = Program.packaged(environment).run(arguments);
    assertEquals(ExitCodes.FAILED, run.exitCode(), run::err);
    // Imports print progress before.
    String last = run.err().lines().reduce("", (before, line) -> line);
    assertTrue(last.startsWith(sentence), run::err);
    assertFalse(run.err().contains("\tat "), run::err);
    assertEquals("", run.out());
    assertFalse(run.err().contains(Api.PASSWORD_MARK), "a password is shown");
  }

  /** The HTTP port is in use, so a command that listens fails. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(blockedPort.getLocalPort()));
    return environment;
  }
}
