package io.vestibule.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One address is one account, however it is spelled. */
@QuarkusTest
class EmailSpellingTest {
  private static String name() {
    return "u" + UUID.randomUUID().toString().replace("-", "");
  }

  private static void storeLogin(String email, Person person) {
    Rows.logins()
        .put(
            Map.of(
                "login", AttributeValue.fromS("email:" + email),
                "user_id", AttributeValue.fromS(person.userId())));
  }

  @Test
  void unicodeAndAsciiDomainAreOneAccount() {
    String name = name();
    String password = Api.freshPassword();
    Response created =
        Api.post("/api/register", Api.credentials(name + "@bücher.people.example", password));
    created.then().statusCode(201);

    for (String domain :
        new String[] {
          "xn--bcher-kva.people.example", "BÜCHER.people.example", "bücher.people.example\u00a0"
        }) {
      String email = name + "@" + domain;
      Problems.assertProblem(
          Api.post("/api/register", Api.credentials(email, password)), ErrorCode.USER_EXISTS);
      Response login = Api.post("/api/login", Api.credentials(email, password));
      login.then().statusCode(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b..c", "x@y", "<script>@x.com", "a\u200b@people.example"})
  void malformedAddressCannotSignUp(String email) {
    for (String path : new String[] {"/api/register", "/api/auth/signup"}) {
      Problems.assertProblem(
          Api.post(path, Api.credentials(email, Api.freshPassword())),
          ErrorCode.INVALID_EMAIL,
          ErrorCode.INVALID_EMAIL.sentence());
    }
  }

  /** Rows as an earlier version left them. */
  @ParameterizedTest
  @ValueSource(
      strings = {"%s@bücher.people.example", "%s@people.example\u00a0", "%s@x", "<%s>@x.example"})
  void accountInAnEarlierFormCanLogIn(String form) {
    Person person = Api.register();
    String email = form.formatted(name());
    Rows.users().set(person.userId(), "email", AttributeValue.fromS(email));
    storeLogin(email, person);

    Response login = Api.post("/api/login", Api.credentials(email, person.password()));
    login.then().statusCode(200);
    assertEquals(person.userId(), Api.bearer(login.path("token")).get("/api/user").path("user_id"));
  }

  @Test
  void asciiSpellingFindsAnAccountStoredInUnicode() {
    Person person = Api.register();
    String name = name();
    storeLogin(name + "@bücher.people.example", person);
    String ascii = name + "@xn--bcher-kva.people.example";

    Api.post("/api/login", Api.credentials(ascii, person.password())).then().statusCode(200);
    Problems.assertProblem(
        Api.post("/api/register", Api.credentials(ascii, Api.freshPassword())),
        ErrorCode.USER_EXISTS);
  }
}
