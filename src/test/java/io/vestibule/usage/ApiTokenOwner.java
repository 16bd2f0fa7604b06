package io.vestibule.usage;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/**
 * A user who signed up, with a session and an API token.
 *
 * @param userId the account
 * @param email the address
 * @param password the password
 * @param sessionToken a bearer token
 * @param apiToken the API token
 */
public record ApiTokenOwner(
    String userId, String email, String password, String sessionToken, String apiToken) {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public static ApiTokenOwner signUp() {
    String email = freshEmail();
    String password = freshPassword();
    Response signedUp = post("/api/auth/signup", credentials(email, password));
    signedUp.then().statusCode(201);
    Response session = post("/api/login", credentials(email, password));
    session.then().statusCode(200);
    return new ApiTokenOwner(
        session.path("user_id"), email, password, session.path("token"), signedUp.path("token"));
  }

  /** A request with the session. */
  public RequestSpecification session() {
    return Api.bearer(sessionToken);
  }

  /** A request with the API token. */
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

  /** Reports usage with a fast client; an empty report has no content type. */
  public HttpResponse<String> report(String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/api/usage"))
            .header("X-API-Key", apiToken)
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (!json.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** The same user with another API token. */
  public ApiTokenOwner with(String token) {
    return new ApiTokenOwner(userId, email, password, sessionToken, token);
  }

  /** The usage report. */
  public int count() {
    Response usage = session().get("/api/user/usage");
    usage.then().statusCode(200);
    return usage.path("usage_count");
  }
}
