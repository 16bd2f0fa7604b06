package io.vestibule.federation;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.SignedEvent;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.ErrorCode;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Nothing listens where DynamoDB should be. */
@QuarkusTest
@QuarkusTestResource(ExternalIssuers.class)
@TestProfile(StoreUnavailableTest.NoStore.class)
class StoreUnavailableTest {
  public static class NoStore implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.dynamodb.endpoint-override", "http://localhost:1",
          "quarkus.dynamodb.aws.region", "eu-west-1",
          "quarkus.dynamodb.aws.credentials.type", "static",
          "quarkus.dynamodb.aws.credentials.static-provider.access-key-id", "none",
          "quarkus.dynamodb.aws.credentials.static-provider.secret-access-key", "none",
          "quarkus.dynamodb.api-call-timeout", "0.5S",
          "vestibule.tables.create-missing", "false");
    }
  }

  @Test
  void profileIsReadFromTheClaims() {
    try (TestIssuer cognito = TestIssuer.listening(ExternalIssuers.POOL)) {
      String subject = UUID.randomUUID().toString();
      String token =
          cognito.token(
              subject,
              claims ->
                  claims
                      .claim("token_use", "id")
                      .claim("given_name", "Ada")
                      .claim("family_name", "Lovelace"));

      bearer(token)
          .get("/api/user/profile")
          .then()
          .statusCode(200)
          .body("userId", equalTo(subject))
          .body("givenName", equalTo("Ada"))
          .body("displayName", equalTo("Ada Lovelace"))
          .body("version", equalTo(0));
      assertProblem(bearer(token).get("/api/user"), ErrorCode.UNAVAILABLE);
      assertProblem(
          bearer(token).body(Map.of("givenName", "A")).patch("/api/user/profile"),
          ErrorCode.UNAVAILABLE);
      assertProblem(
          bearer(cognito.sign(cognito.claims().audience("other").build())).get("/api/user/profile"),
          ErrorCode.TOKEN_INVALID);
    }
  }

  @Test
  void hookAnswersWithTheEvent() {
    SignedEvent event = SignedEvent.confirmSignUp(UUID.randomUUID().toString(), Map.of());

    event.send().then().statusCode(200).body(equalTo(event.body()));
  }
}
