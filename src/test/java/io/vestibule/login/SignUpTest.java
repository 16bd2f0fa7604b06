package io.vestibule.login;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.contract.SignUpRace;
import io.vestibule.testing.Examinations;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.testing.StoreFaults;
import io.vestibule.testing.StoreFaults.Side;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A sign-up is atomic, and an address has at most one account. */
@QuarkusTest
class SignUpTest {
  private static final int CONCURRENT = 32;

  /** The hashing queue holds 32; on a slow machine the last ones may find it full. */
  @Test
  void ofThirtyTwoConcurrentSignUpsOneSucceeds() {
    String email = freshEmail();

    Examinations.assertHolds(new SignUpRace(CONCURRENT), email, freshPassword());

    assertEquals(1, accounts(email));
  }

  /** The store fails at each call in turn, before or after the call takes effect. */
  @ParameterizedTest
  @EnumSource(Side.class)
  void aSignUpThatFailsAtAnyCallIsAtomic(Side side) {
    int broken = 0;
    for (int call = 1; call < 20; call++) {
      String email = freshEmail();
      String password = freshPassword();
      Response answer =
          StoreFaults.breaking(
              call, side, () -> post("/api/register", credentials(email, password)));

      int accounts = accounts(email);
      if (answer.statusCode() == 201) {
        assertEquals(1, accounts);
        assertTrue(broken >= 2, "fewer calls than a sign-up needs");
        return;
      }
      broken++;
      Problems.assertProblem(answer, ErrorCode.UNAVAILABLE);
      // The client can retry: it signs up again where nothing was stored, else it logs in.
      post(accounts == 0 ? "/api/register" : "/api/login", credentials(email, password))
          .then()
          .statusCode(accounts == 0 ? 201 : 200);
    }
    throw new AssertionError("a sign-up makes fewer than 20 calls");
  }

  @Test
  void theTransactionIsTheOnlyWriteOfASignUp() {
    List<String> requests =
        StoreFaults.requests(
            () ->
                post("/api/auth/signup", credentials(freshEmail(), freshPassword()))
                    .then()
                    .statusCode(201));

    List<String> writes = requests.stream().filter(name -> !name.startsWith("Get")).toList();
    assertEquals(List.of("TransactWriteItems"), writes);
  }

  /** An aborted import can leave such a row. */
  @Test
  void aLoginRowWithoutAnAccountReservesTheAddress() {
    String email = freshEmail();
    Rows.logins()
        .put(
            Map.of(
                "login", AttributeValue.fromS("email:" + email),
                "user_id", AttributeValue.fromS("nobody"),
                "created_at", AttributeValue.fromS("2026-01-01T00:00:00Z")));

    Problems.assertProblem(
        post("/api/register", credentials(email, freshPassword())), ErrorCode.USER_EXISTS);
    Problems.assertProblem(
        post("/api/login", credentials(email, freshPassword())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    assertTrue(Rows.users().where("email", email).isEmpty());
    assertTrue(Rows.apiTokens().where("owner_email", email).isEmpty());
  }

  @Test
  void noTableContainsAPasswordOrAnApiTokenInPlaintext() {
    String email = freshEmail();
    String password = freshPassword();
    String apiToken =
        post("/api/auth/signup", credentials(email, password)).then().extract().path("token");

    String stored =
        Rows.users().where("email", email).toString()
            + Rows.apiTokens().where("owner_email", email)
            + Rows.logins().find("email:" + email);
    assertTrue(stored.contains(email));
    assertFalse(stored.contains(password));
    assertFalse(stored.contains(apiToken));
    assertFalse(stored.contains(apiToken.substring(4, 68)));
  }

  /** The number of whole accounts of that address; fails where there is half of one. */
  private static int accounts(String email) {
    var users = Rows.users().where("email", email);
    var login = Rows.logins().find("email:" + email);
    assertEquals(users.size(), login.isPresent() ? 1 : 0, "guard and account");
    assertEquals(users.size(), Rows.apiTokens().where("owner_email", email).size(), "API token");
    login.ifPresent(row -> assertEquals(users.get(0).get("user_id"), row.get("user_id")));
    return users.size();
  }
}
