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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first start in production, with something forgotten. */
@QuarkusIntegrationTest
class StartIT {
  private static final Pattern REPORT = Pattern.compile("\"not ready, [^\"]*\"");

  DevServicesContext context;

  @Test
  @Tag("container")
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
  void aMailServerWithoutASenderIsNamed() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(RunningService.secrets());
    environment.put("QUARKUS_MAILER_HOST", "mail.example.org");
    Ended run = Program.packaged(environment).run("serve");
    assertNotEquals(0, run.exitCode());
    assertTrue(run.err().contains("vestibule.mail.from must be an address"), run::err);
  }

  @Test
  void onePortForTheApiAndTheManagementInterfaceIsRefused() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(RunningService.secrets());
    environment.put("QUARKUS_HTTP_PORT", "18080");
    environment.put("QUARKUS_MANAGEMENT_PORT", "18080");
    Ended run = Program.packaged(environment).run("serve");
    assertNotEquals(0, run.exitCode());
    assertTrue(run.err().contains("quarkus.management.port must differ"), run::err);
  }

  @Test
  void aNumberOutsideOfItsLimitsIsNamed() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(RunningService.secrets());
    environment.put("VESTIBULE_PASSWORDS_ITERATIONS", "65");
    Ended run = Program.packaged(environment).run("serve");
    assertNotEquals(0, run.exitCode());
    assertTrue(run.err().contains("vestibule.passwords.iterations"), run::err);
    assertTrue(run.err().contains("must be from 1 to 64"), run::err);
  }

  @Test
  void aStartWithoutAMailServerSaysSo() {
    try (RunningService service = RunningService.start(Stores.environment(context))) {
      service.awaitLog("No mail server is configured (quarkus.mailer.host)");
    }
  }

  /** There is no log before there is a configuration. */
  @Test
  @Tag("container")
  void aConfigurationThatCannotBeReadIsNoSilentEnd() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("QUARKUS_CONFIG_LOCATIONS", "file:///nonexistent/settings.properties");
    Ended run = Program.packaged(environment).run("serve");
    assertNotEquals(0, run.exitCode());
    assertTrue(run.err().contains("Vestibule cannot start: "), run::err);
  }

  @Test
  @Tag("container")
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
      service.awaitLog("DynamoDB is available");
    }
  }

  @Test
  void aStoreOutOfReachIsSaidInTheLog() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1");
    assertNotReady(environment, "not ready, DynamoDB cannot be used: ");
  }

  @Test
  void aMissingRegionIsSaidInTheLog() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.remove("AWS_REGION");
    assertNotReady(environment, "no AWS region is configured: set AWS_REGION");
  }

  /** Its host does not exist, whatever the answer of the resolver here is. */
  @Test
  void aRegionThatDoesNotExistIsSaidInTheLog() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.remove("AWS_ENDPOINT_URL_DYNAMODB");
    environment.put("AWS_REGION", "eu-nowhere-1");
    assertNotReady(environment, "not ready, DynamoDB cannot be used: ");
  }

  @Test
  void aBucketThatDoesNotExistIsSaidInTheLog() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("S3_BUCKET", "no-such-bucket");
    assertNotReady(
        environment, "not ready, the bucket no-such-bucket cannot be read: NoSuchBucket");
  }

  @Test
  void aBucketThatItMayNotReadIsSaidInTheLog() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.put("QUARKUS_S3_AWS_CREDENTIALS_TYPE", "static");
    environment.put("QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_ACCESS_KEY_ID", "somebodyelse");
    environment.put("QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_SECRET_ACCESS_KEY", "unknown");
    RunningService service = assertNotReady(environment, "not ready, the bucket vestibule-audio");
    assertTrue(service.log().contains("cannot be read: InvalidAccessKeyId"), service::log);
  }

  /** It runs on and tells why nobody is sent to it, once a reason and without a stack trace. */
  private static RunningService assertNotReady(Map<String, String> environment, String reason) {
    try (RunningService service = RunningService.start(environment)) {
      service.awaitStatus("/q/health/ready", 503);
      service.awaitLog(reason);
      assertEquals(503, service.status("/q/health/ready"));
      assertEquals(200, service.status("/q/health/live"));
      List<String> reports =
          REPORT.matcher(service.log()).results().map(MatchResult::group).toList();
      assertEquals(new HashSet<>(reports).size(), reports.size(), service::log);
      assertFalse(service.log().contains("stackTrace"), service::log);
      return service;
    }
  }
}
