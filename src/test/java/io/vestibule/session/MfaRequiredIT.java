package io.vestibule.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Program;
import io.vestibule.testing.Program.Ended;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import io.vestibule.web.ErrorCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With the settings of production, administrators need a second factor. */
@QuarkusIntegrationTest
class MfaRequiredIT {
  DevServicesContext context;

  @Test
  void anAdministratorSetsUpASecondFactorBeforeTheRoutesOfTheRole() {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(RunningService.secrets());
    environment.put("VESTIBULE_TABLES_CREATE_MISSING", "true");
    String base = RestAssured.baseURI;
    int port = RestAssured.port;
    try (RunningService service = RunningService.start(environment)) {
      service.awaitStatus("/q/health/ready", 200);
      RestAssured.baseURI = "http://127.0.0.1";
      RestAssured.port = service.address().getPort();
      Person admin = admin(environment);

      Problems.assertProblem(users(admin.token()), ErrorCode.MFA_ENROLLMENT_REQUIRED);
      admin.request().get("/api/user").then().statusCode(200);

      Authenticator app = Authenticator.of(admin, Instant.now());
      Problems.assertProblem(users(admin.token()), ErrorCode.MFA_ENROLLMENT_REQUIRED);
      Response proven =
          admin
              .request()
              .body(Map.of("recovery_code", app.recoveryCodes().get(0)))
              .post("/api/auth/reauthenticate");

      assertEquals(List.of("pwd", "recovery", "mfa"), proven.path("amr"));
      assertEquals(200, users(proven.path("token")).statusCode());
    } finally {
      RestAssured.baseURI = base;
      RestAssured.port = port;
    }
  }

  private static Response users(String token) {
    return Api.bearer(token).queryParam("email", "nobody@example.org").get("/api/admin/users");
  }

  private static Person admin(Map<String, String> environment) {
    Person person = Api.register();
    Ended run = Program.packaged(environment).run("user", "set-role", person.userId(), "admin");
    assertEquals(0, run.exitCode(), run::err);
    return person.loggedInAgain();
  }
}
