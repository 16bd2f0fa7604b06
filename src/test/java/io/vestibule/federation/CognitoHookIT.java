package io.vestibule.federation;

import static io.vestibule.federation.ExternalTokensTest.idToken;
import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.freshEmail;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.SignedEvent;
import io.vestibule.testing.TestIssuer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The packaged service accepts Cognito's event, then a token of its user. */
@QuarkusIntegrationTest
@QuarkusTestResource(ExternalIssuers.class)
class CognitoHookIT {
  @Test
  void confirmedUserHasAnAccountBeforeTheFirstSignIn() {
    String subject = UUID.randomUUID().toString();
    String email = freshEmail();
    SignedEvent event =
        SignedEvent.confirmSignUp(subject, Map.of("email", email, "name", "Ada Lovelace"));

    event.send().then().statusCode(200).body(equalTo(event.body()));

    try (TestIssuer pool = TestIssuer.listening(ExternalIssuers.POOL)) {
      bearer(idToken(pool, subject))
          .get("/api/user")
          .then()
          .statusCode(200)
          .body("user_id", equalTo(subject))
          .body("email", equalTo(email))
          .body("name", equalTo("Ada Lovelace"));
    }
  }
}
