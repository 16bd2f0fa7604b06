package io.vestibule.session;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.account.AccountService;
import io.vestibule.account.Status;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Sessions whose rows were not deleted, because the process that should have deleted them stopped
 * half-way. The account's record makes them invalid.
 */
@QuarkusTest
class SessionValidityTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Inject AccountService accounts;

  @Test
  void afterAPasswordChangeOnlyTheSessionThatMadeItIsValid() {
    Person ada = register();
    String other = tokenOf(ada);
    List<Map<String, AttributeValue>> rows = rowsOf(ada);
    String newPassword = freshPassword();

    ada.request()
        .body(Map.of("current_password", ada.password(), "new_password", newPassword))
        .post("/api/auth/password")
        .then()
        .statusCode(204);
    restore(rows);

    Problems.assertProblem(bearer(other).get("/api/user"), ErrorCode.TOKEN_INVALID);
    ada.request().get("/api/user").then().statusCode(200);
    String next = post("/api/login", credentials(ada.email(), newPassword)).path("token");
    bearer(next).get("/api/user").then().statusCode(200);
  }

  @Test
  void afterASuspensionNoEarlierSessionIsValidEvenIfItIsLifted() {
    Person ada = register();
    List<Map<String, AttributeValue>> rows = rowsOf(ada);

    accounts.setStatus(ada.userId(), Status.SUSPENDED).await().atMost(PATIENCE);
    restore(rows);
    Problems.assertProblem(ada.request().get("/api/user"), ErrorCode.TOKEN_INVALID);

    accounts.setStatus(ada.userId(), Status.ACTIVE).await().atMost(PATIENCE);
    Problems.assertProblem(ada.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    bearer(tokenOf(ada)).get("/api/user").then().statusCode(200);
  }

  @Test
  void afterEndingAllOthersOnlyTheCurrentSessionIsValid() {
    Person ada = register();
    String other = tokenOf(ada);
    List<Map<String, AttributeValue>> rows = rowsOf(ada);

    ada.request().delete("/api/auth/sessions").then().statusCode(204);
    restore(rows);

    Problems.assertProblem(bearer(other).get("/api/user"), ErrorCode.TOKEN_INVALID);
    ada.request().get("/api/user").then().statusCode(200);
  }

  /** The suspension is stored with the account, in one write, before any session is deleted. */
  @Test
  void theStatusOfTheAccountAloneMakesASessionInvalid() {
    Person ada = register();
    Rows.users().set(ada.userId(), "status", AttributeValue.fromS("suspended"));

    Problems.assertProblem(ada.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  private static List<Map<String, AttributeValue>> rowsOf(Person person) {
    return Rows.sessions().where("user_id", person.userId());
  }

  private static void restore(List<Map<String, AttributeValue>> rows) {
    rows.forEach(Rows.sessions()::put);
  }
}
