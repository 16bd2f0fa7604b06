package io.vestibule.imports;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.CognitoLocal;
import io.vestibule.testing.Deployment;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.Program;
import io.vestibule.testing.RunningService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A Cognito emulator: its trigger with the forwarder of infra/, and the import of its users. */
@Tag("heavy")
@QuarkusIntegrationTest
class CognitoImportIT {
  private static final int USERS = 1_000;
  private static final int MIGRATED = 50;

  DevServicesContext context;

  @Test
  void confirmedUserHasAnAccountBeforeTheFirstSignIn() throws Exception {
    assumeTrue(CognitoLocal.isInstallable(), "node and npm");
    try (CognitoLocal cognito = CognitoLocal.start();
        Deployment deployment = Deployment.create(context)) {
      Map<String, String> environment = new HashMap<>(cognito.environment());
      environment.put("VESTIBULE_HOOKS_COGNITO_SECRETS", ExternalIssuers.HOOK_SECRET);
      try (RunningService service = deployment.service(environment)) {
        cognito.forwardTo(service.address(), ExternalIssuers.HOOK_SECRET);
        String email = Api.freshEmail();
        String password = Api.freshPassword();
        String subject = signUp(cognito, email, password);
        assertEquals(0, deployment.count("USERS"));

        cognito
            .client()
            .confirmSignUp(
                confirm ->
                    confirm
                        .clientId(cognito.clientId())
                        .username(email)
                        .confirmationCode(CognitoLocal.CODE))
            .join();

        Map<String, AttributeValue> record = deployment.item("USERS", "user_id", subject);
        assertEquals(email, record.get("email").s());
        assertEquals("Ada Lovelace", record.get("name").s());
        assertEquals("customer", record.get("role").s());
        // Unlike Cognito, the emulator does not send email_verified.
        assertFalse(record.get("emailVerified").bool());
        AuthenticationResultType tokens = signIn(cognito, email, password);
        for (String token : List.of(tokens.idToken(), tokens.accessToken())) {
          String userId =
              given()
                  .header("Authorization", "Bearer " + token)
                  .get(service.address() + "/api/user")
                  .then()
                  .statusCode(200)
                  .extract()
                  .path("user_id");
          assertEquals(subject, userId);
        }
        assertEquals(1, deployment.count("USERS"));
      }
      // The service is down: the sign-up succeeds.
      String email = Api.freshEmail();
      signUp(cognito, email, Api.freshPassword());
      cognito
          .client()
          .confirmSignUp(
              confirm ->
                  confirm
                      .clientId(cognito.clientId())
                      .username(email)
                      .confirmationCode(CognitoLocal.CODE))
          .join();
      assertEquals(1, deployment.count("USERS"));
    }
  }

  @Test
  void thousandUsersAreImportedOnceInSpiteOfAKilledImport() throws Exception {
    assumeTrue(CognitoLocal.isInstallable(), "node and npm");
    try (CognitoLocal cognito = CognitoLocal.start();
        Deployment deployment = Deployment.create(context)) {
      for (int number = 0; number < USERS; number++) {
        create(cognito, number);
      }
      Path checkpoint = Files.createTempDirectory("import").resolve("checkpoint.json");
      String[] command = {
        "import",
        "cognito",
        "--user-pool",
        cognito.pool(),
        "--endpoint-url",
        cognito.endpoint().toString(),
        "--checkpoint",
        checkpoint.toString()
      };
      Program program = deployment.program(cognito.environment());

      List<String> slowly = new java.util.ArrayList<>(List.of(command));
      slowly.addAll(List.of("--rate", "1"));
      Process killed =
          program.start(Files.createTempFile("import", ".log"), slowly.toArray(String[]::new));
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
      while (done(checkpoint) < 120 && killed.isAlive() && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      assertTrue(killed.isAlive(), "it ended before it could be killed");
      killed.destroyForcibly().waitFor();
      long before = deployment.count("USERS");
      assertTrue(before >= 120 && before < USERS, () -> before + " users when it was killed");

      Program.Ended resumed = program.run(command);
      assertEquals(0, resumed.exitCode(), resumed::err);
      assertTrue(resumed.err().contains(USERS + " of about"), resumed::err);
      assertFalse(Files.exists(checkpoint), "nothing is left to resume");
      Map<String, Map<String, AttributeValue>> users = users(deployment);
      assertEquals(USERS, users.size());
      assertEquals(2 * USERS, deployment.count("USER_LOGINS"), "issuer's and address of each");
      assertEquals(USERS, deployment.count("USER_PROFILES"));

      Program.Ended again = program.run(command);
      assertEquals(0, again.exitCode(), again::err);
      assertTrue(again.out().contains("users unchanged: " + USERS), again::out);
      assertEquals(users, users(deployment));
    }
  }

  @Test
  void importedUsersLogInWithTheirCognitoPasswords() throws Exception {
    assumeTrue(CognitoLocal.isInstallable(), "node and npm");
    CognitoLocal cognito = CognitoLocal.start();
    try (Deployment deployment = Deployment.create(context)) {
      Map<String, String> passwords = new HashMap<>();
      for (int number = 0; number < MIGRATED + 1; number++) {
        create(cognito, number);
        String email = "c" + number + Api.EMAIL_DOMAIN;
        passwords.put(email, Api.freshPassword());
        cognito
            .client()
            .adminSetUserPassword(
                set ->
                    set.userPoolId(cognito.pool())
                        .username(email)
                        .password(passwords.get(email))
                        .permanent(true))
            .join();
      }
      Program.Ended imported =
          deployment
              .program(cognito.environment())
              .run(
                  "import",
                  "cognito",
                  "--user-pool",
                  cognito.pool(),
                  "--endpoint-url",
                  cognito.endpoint().toString());
      assertEquals(0, imported.exitCode(), imported::err);

      Map<String, String> environment = new HashMap<>(cognito.environment());
      environment.put("VESTIBULE_MIGRATION_COGNITO_POOL", cognito.pool());
      environment.put("VESTIBULE_MIGRATION_COGNITO_CLIENT_ID", cognito.clientId());
      environment.put("VESTIBULE_MIGRATION_COGNITO_ENDPOINT", cognito.endpoint().toString());
      try (RunningService service = deployment.service(environment)) {
        String last = "c" + MIGRATED + Api.EMAIL_DOMAIN;
        passwords.forEach(
            (email, password) -> {
              if (!email.equals(last)) {
                assertEquals(401, logIn(service, email, Api.freshPassword()), "wrong password");
                assertEquals(200, logIn(service, email, password));
              }
            });
        cognito.close();

        passwords.forEach(
            (email, password) ->
                assertEquals(email.equals(last) ? 503 : 200, logIn(service, email, password)));
      }
    } finally {
      cognito.close();
    }
  }

  private static int logIn(RunningService service, String email, String password) {
    return given()
        .contentType("application/json")
        .body(Api.credentials(email, password))
        .post(service.address() + "/api/login")
        .statusCode();
  }

  private static void create(CognitoLocal cognito, int number) {
    cognito
        .client()
        .adminCreateUser(
            create ->
                create
                    .userPoolId(cognito.pool())
                    .username("c" + number + Api.EMAIL_DOMAIN)
                    .temporaryPassword(Api.freshPassword())
                    .messageAction(MessageActionType.SUPPRESS)
                    .userAttributes(
                        attribute("email", "c" + number + Api.EMAIL_DOMAIN),
                        attribute("email_verified", "true"),
                        attribute("given_name", "Number"),
                        attribute("family_name", Integer.toString(number))))
        .join();
  }

  private static String signUp(CognitoLocal cognito, String email, String password) {
    return cognito
        .client()
        .signUp(
            signUp ->
                signUp
                    .clientId(cognito.clientId())
                    .username(email)
                    .password(password)
                    .userAttributes(attribute("email", email), attribute("name", "Ada Lovelace")))
        .join()
        .userSub();
  }

  private static AuthenticationResultType signIn(
      CognitoLocal cognito, String email, String password) {
    return cognito
        .client()
        .initiateAuth(
            auth ->
                auth.clientId(cognito.clientId())
                    .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                    .authParameters(Map.of("USERNAME", email, "PASSWORD", password)))
        .join()
        .authenticationResult();
  }

  private static Map<String, Map<String, AttributeValue>> users(Deployment deployment) {
    return deployment.all("USERS").stream()
        .collect(Collectors.toMap(user -> user.get("user_id").s(), user -> user));
  }

  private static long done(Path checkpoint) {
    try {
      return Files.exists(checkpoint)
          ? new ObjectMapper().readTree(checkpoint.toFile()).path("done").asLong()
          : 0;
    } catch (java.io.IOException beingReplaced) {
      return 0;
    }
  }

  private static AttributeType attribute(String name, String value) {
    return AttributeType.builder().name(name).value(value).build();
  }
}
