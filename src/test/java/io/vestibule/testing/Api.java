package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/**
 * Calls the service as its clients do. Every e-mail address and password created here contains a
 * marker that the log test looks for.
 */
public final class Api {
  /** In every test password; must never be seen in a log. */
  public static final String PASSWORD_MARK = "Hush-";

  /** The domain of every test address; must never be seen in a log. */
  public static final String EMAIL_DOMAIN = "@people.example";

  private Api() {}

  public static String freshEmail() {
    return "u" + UUID.randomUUID().toString().replace("-", "") + EMAIL_DOMAIN;
  }

  public static String freshPassword() {
    return PASSWORD_MARK + UUID.randomUUID();
  }

  public static RequestSpecification json() {
    return given().contentType(ContentType.JSON);
  }

  public static RequestSpecification bearer(String token) {
    return json().header("Authorization", "Bearer " + token);
  }

  public static Response post(String path, Map<String, ?> body) {
    return json().body(body).post(path);
  }

  public static Map<String, String> credentials(String email, String password) {
    return Map.of("email", email, "password", password);
  }

  /** Registers a new account with {@code POST /api/register}. */
  public static Person register() {
    String email = freshEmail();
    String password = freshPassword();
    Response answer = post("/api/register", credentials(email, password));
    answer.then().statusCode(201);
    return new Person(
        answer.path("user_id"), email, password, answer.path("token"), answer.path("key_salt"));
  }

  /** Logs in with {@code POST /api/auth/login}; returns the value of the cookie. */
  public static String cookieOf(Person person) {
    Response answer = post("/api/auth/login", credentials(person.email(), person.password()));
    answer.then().statusCode(200);
    return answer.cookie("auth_token");
  }

  /** A same-origin browser request with the cookie. */
  public static RequestSpecification withCookie(String cookie) {
    return json().cookie("auth_token", cookie).header("Sec-Fetch-Site", "same-origin");
  }

  /** A request of a client at that address, forwarded by the proxy that tests trust. */
  public static RequestSpecification fromAddress(String address) {
    return json().header("X-Forwarded-For", address);
  }

  /** Logs in with {@code POST /api/login}; returns the token of the new session. */
  public static String tokenOf(Person person) {
    Response answer = post("/api/login", credentials(person.email(), person.password()));
    answer.then().statusCode(200);
    return answer.path("token");
  }

  /** A registered user with the token of their first session. */
  public record Person(String userId, String email, String password, String token, String keySalt) {
    public RequestSpecification request() {
      return bearer(token);
    }

    /** With the token of a new session, which has the account's present role. */
    public Person loggedInAgain() {
      return new Person(userId, email, password, tokenOf(this), keySalt);
    }
  }
}
