package io.vestibule.federation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api;
import io.vestibule.testing.Deployment;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Keycloak;
import io.vestibule.testing.RunningService;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real OpenID provider and the packaged service, which starts while the provider is down. */
@Tag("heavy")
@QuarkusIntegrationTest
class KeycloakIT {
  DevServicesContext context;

  @Test
  void acceptsTokensOfItsUsersOnly() throws Exception {
    String email = Api.freshEmail();
    String password = Api.freshPassword();
    Keycloak keycloak = Keycloak.unpacked();
    Map<String, String> issuer =
        Map.of(
            "VESTIBULE_ISSUERS_KEYCLOAK_ISSUER",
            keycloak.issuer("lab"),
            "VESTIBULE_ISSUERS_KEYCLOAK_CLIENT_IDS",
            "vestibule",
            "VESTIBULE_ISSUERS_KEYCLOAK_AUTHORIZED_PARTIES",
            "web,brief,other",
            "VESTIBULE_ISSUERS_KEYCLOAK_LOGIN_CLIENT_ID",
            Keycloak.CLIENT,
            "VESTIBULE_ISSUERS_KEYCLOAK_LOGIN_CLIENT_SECRET",
            Keycloak.CLIENT_SECRET,
            "VESTIBULE_FEDERATION_REFETCH_FLOOR",
            "1S");
    try (Deployment deployment = Deployment.create(context);
        RunningService service = deployment.service(issuer)) {
      assertEquals(200, service.status("/q/health/live"), "it starts without its issuer");

      try (keycloak) {
        keycloak.start(email, password);
        String token = keycloak.token("lab", "web", email, password);
        Eventually.within(60, () -> user(service, token).then().statusCode(200));
        user(service, token)
            .then()
            .body("email", equalTo(email))
            .body("emailVerified", equalTo(true))
            .body("name", equalTo("Ada Lovelace"));
        String userId = user(service, token).path("user_id");

        assertEquals(userId, signInByRedirect(service, keycloak, email, password));

        refuse(service, keycloak.token("lab", "other", email, password), "wrong audience");
        refuse(service, keycloak.token("elsewhere", "web", email, password), "other realm");
        String brief = keycloak.token("lab", "brief", email, password);
        user(service, brief).then().statusCode(200);
        Eventually.within(60, () -> refuse(service, brief, "expired"));

        keycloak.rotateKeys("lab");
        String rotated = keycloak.token("lab", "web", email, password);
        assertNotEquals(Keycloak.keyId(token), Keycloak.keyId(rotated));
        Eventually.within(60, () -> user(service, rotated).then().statusCode(200));
        assertEquals(userId, user(service, rotated).path("user_id"));
        user(service, token).then().statusCode(200);
      }

      String unknown = Keycloak.withKeyId("lab-key-of-tomorrow", keycloak.issuer("lab"));
      Response unavailable = user(service, unknown);
      unavailable.then().statusCode(503);
      assertNotNull(unavailable.header("Retry-After"));
    }
  }

  /** The id of the user whose session the sign-in opens. */
  private static String signInByRedirect(
      RunningService service, Keycloak keycloak, String email, String password) {
    Response start = browser().get(service.address() + "/api/auth/login/keycloak");
    start.then().statusCode(302);
    String callback = keycloak.signIn(start.header("Location"), email, password);
    Response end =
        browser()
            .cookies(start.getCookies())
            .get(URI.create(service.address() + callback.replace("https://vestibule.test", "")));
    end.then().statusCode(303).header("Location", equalTo("/"));
    return given()
        .cookies(end.getCookies())
        .get(service.address() + "/api/auth/session")
        .then()
        .statusCode(200)
        .extract()
        .path("user.user_id");
  }

  private static RequestSpecification browser() {
    return given().redirects().follow(false).urlEncodingEnabled(false);
  }

  private static void refuse(RunningService service, String token, String why) {
    assertEquals(401, user(service, token).statusCode(), why);
  }

  private static Response user(RunningService service, String token) {
    return given()
        .accept(ContentType.JSON)
        .header("Authorization", "Bearer " + token)
        .get(service.address() + "/api/user");
  }
}
