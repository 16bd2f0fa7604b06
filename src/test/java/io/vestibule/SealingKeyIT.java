package io.vestibule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Deployment;
import io.vestibule.testing.Program.Ended;
import io.vestibule.testing.RunningService;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sealing key is changed: nobody is logged out, no API token is lost. */
@QuarkusIntegrationTest
class SealingKeyIT {
  private static final String SEALING = "VESTIBULE_KEYS_SEALING";
  private static final String OPENING = "VESTIBULE_KEYS_OPENING";

  DevServicesContext context;

  private final String password = Api.freshPassword();
  private final String former = key();
  private final String present = key();

  @Test
  void aFormerKeyCanBeGivenUpOnceEveryTokenIsSealedAnew() {
    List<String> people = List.of(Api.freshEmail(), Api.freshEmail(), Api.freshEmail());
    try (Deployment deployment = Deployment.create(context)) {
      Map<String, String> tokens;
      String session;
      String userId;
      try (RunningService service = deployment.service(Map.of(SEALING, former))) {
        people.forEach(email -> register(service, email));
        tokens = Map.of(people.get(0), apiToken(service, people.get(0)));
        session = login(service, people.get(1));
        userId = Api.bearer(session).get(service.address() + "/api/user").path("user_id");
      }

      Map<String, String> both = Map.of(SEALING, present, OPENING, former);
      try (RunningService service = deployment.service(both)) {
        assertEquals(200, session(service, session));
        String seal = seal(deployment, userId);
        login(service, people.get(1));
        assertNotEquals(seal, seal(deployment, userId), "sealed anew by the login");
        assertEquals(tokens.get(people.get(0)), apiToken(service, people.get(0)));
      }

      Ended half = deployment.program(Map.of(SEALING, present)).run("keys", "reseal");
      assertEquals("0 resealed, 2 already current, 1 cannot be decrypted", half.out().strip());
      assertEquals(1, half.exitCode());
      Ended whole = deployment.program(both).run("keys", "reseal");
      assertEquals("1 resealed, 2 already current, 0 cannot be decrypted", whole.out().strip());
      assertEquals(0, whole.exitCode(), whole::err);

      try (RunningService service = deployment.service(Map.of(SEALING, present))) {
        assertEquals(200, session(service, session));
        people.forEach(email -> login(service, email));
        assertEquals(tokens.get(people.get(0)), apiToken(service, people.get(0)));
      }
    }
  }

  private void register(RunningService service, String email) {
    Api.json()
        .body(Api.credentials(email, password))
        .post(service.address() + "/api/register")
        .then()
        .statusCode(201);
  }

  private String login(RunningService service, String email) {
    return Api.json()
        .body(Api.credentials(email, password))
        .post(service.address() + "/api/login")
        .then()
        .statusCode(200)
        .extract()
        .path("token");
  }

  private String apiToken(RunningService service, String email) {
    return Api.bearer(login(service, email))
        .get(service.address() + "/api/auth/session")
        .then()
        .statusCode(200)
        .extract()
        .path("api_token");
  }

  private static int session(RunningService service, String token) {
    return Api.bearer(token).get(service.address() + "/api/auth/session").statusCode();
  }

  private static String seal(Deployment deployment, String userId) {
    return deployment.item("USERS", "user_id", userId).get("sealed_api_token").s();
  }

  private static String key() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }
}
