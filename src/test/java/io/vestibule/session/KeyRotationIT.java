package io.vestibule.session;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.Stores;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The steps of a signing-key rotation (docs/operations.md), with replicas of two steps running at a
 * time, as in a rolling update.
 */
@QuarkusIntegrationTest
class KeyRotationIT {
  private static final String SIGNING = "VESTIBULE_KEYS_SIGNING";
  private static final String VERIFYING = "VESTIBULE_KEYS_VERIFYING";

  DevServicesContext context;

  @Test
  void aRotationEndsNoSession() {
    Map<String, String> former = RunningService.secrets();
    Map<String, String> next = RunningService.secrets();
    String both = former.get(VERIFYING) + "," + next.get(VERIFYING);
    try (RunningService announcing = start(former, former.get(SIGNING), both);
        RunningService signing = start(former, next.get(SIGNING), both);
        RunningService done = start(former, next.get(SIGNING), next.get(VERIFYING))) {
      String old = register(announcing);
      assertEquals(200, statusOf(announcing, old));
      assertEquals(200, statusOf(signing, old));

      String fresh = Api.bearer(old).post(signing.address() + "/api/auth/refresh").path("token");
      assertEquals(200, statusOf(announcing, fresh));
      assertEquals(200, statusOf(signing, fresh));
      Api.json().get(signing.address() + "/.well-known/jwks.json").then().body("keys", hasSize(2));

      // Once the old public key is removed, tokens that were never refreshed are refused.
      assertEquals(200, statusOf(done, fresh));
      assertEquals(401, statusOf(done, old));
    }
  }

  private RunningService start(Map<String, String> secrets, String signing, String verifying) {
    Map<String, String> environment = new HashMap<>(Stores.environment(context));
    environment.putAll(secrets);
    environment.put(SIGNING, signing);
    environment.put(VERIFYING, verifying);
    environment.put("VESTIBULE_THROTTLE_SIGN_UPS", "false");
    return RunningService.start(environment);
  }

  private static String register(RunningService service) {
    return Api.json()
        .body(credentials(freshEmail(), freshPassword()))
        .post(service.address() + "/api/register")
        .path("token");
  }

  private static int statusOf(RunningService service, String token) {
    return Api.bearer(token).get(service.address() + "/api/user").statusCode();
  }
}
