package io.vestibule.usage;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api;
import java.util.HashMap;
import java.util.Map;

/**
 * Somebody who signed up, with a session and an API token.
 *
 * @param userId their account
 * @param email their address
 * @param password their password
 * @param sessionToken a bearer token
 * @param apiToken what their services present
 */
public record ApiCustomer(
    String userId, String email, String password, String sessionToken, String apiToken) {

  public static ApiCustomer signUp() {
    String email = freshEmail();
    String password = freshPassword();
    Response signedUp = post("/api/auth/signup", credentials(email, password));
    signedUp.then().statusCode(201);
    Response session = post("/api/login", credentials(email, password));
    session.then().statusCode(200);
    return new ApiCustomer(
        session.path("user_id"), email, password, session.path("token"), signedUp.path("token"));
  }

  /** A request of theirs as a person. */
  public RequestSpecification session() {
    return Api.bearer(sessionToken);
  }

  /** A request of one of their services. */
  public RequestSpecification apiKey() {
    return Api.json().header("X-API-Key", apiToken);
  }

  /** Reports usage; {@code requestId} may be null. */
  public Response use(long units, String requestId) {
    Map<String, Object> report = new HashMap<>(Map.of("units", units));
    if (requestId != null) {
      report.put("request_id", requestId);
    }
    return apiKey().body(report).post("/api/usage");
  }

  /** What the owner sees on the meter. */
  public int count() {
    Response usage = session().get("/api/user/usage");
    usage.then().statusCode(200);
    return usage.path("usage_count");
  }
}
