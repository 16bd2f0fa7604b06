package io.vestibule.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.usage.ApiTokenOwner;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A named API key of a test.
 *
 * @param owner whose key it is
 * @param id the id
 * @param secret the current secret
 */
public record KeyClient(ApiTokenOwner owner, String id, String secret) {
  private static final String KEYS = "/api/user/api-keys";

  /** A new key of a new account, with these members besides the name. */
  public static KeyClient create(Map<String, ?> members) {
    return create(ApiTokenOwner.signUp(), members);
  }

  public static KeyClient create(ApiTokenOwner owner, Map<String, ?> members) {
    Map<String, Object> body = new HashMap<>(Map.of("name", "Nightly export"));
    body.putAll(members);
    Response created = owner.session().body(body).post(KEYS);
    created.then().statusCode(201);
    return new KeyClient(owner, created.path("api_key.id"), created.path("secret"));
  }

  public String path() {
    return KEYS + "/" + id;
  }

  public Response read() {
    return owner.session().get(path());
  }

  public Response patch(Map<String, ?> members) {
    return owner.session().body(members).patch(path());
  }

  /** The key expires in the next seconds. On a slow machine that may be over when it arrives. */
  public void expireSoon() {
    Eventually.holds(
        () ->
            assertEquals(
                200,
                patch(Map.of("expires_at", Instant.now().plusSeconds(2).toString())).statusCode()));
  }

  public KeyClient rotate(long overlapSeconds) {
    Response rotated =
        owner.session().body(Map.of("overlap_seconds", overlapSeconds)).post(path() + "/rotate");
    rotated.then().statusCode(200);
    return new KeyClient(owner, id, rotated.path("secret"));
  }

  /** A request with the secret. */
  public RequestSpecification request() {
    return Api.json().header("X-API-Key", secret);
  }

  public Response use(long units) {
    return request().body(Map.of("units", units)).post("/api/usage");
  }

  public Response use(long units, String... scopes) {
    return request().body(Map.of("units", units, "scopes", List.of(scopes))).post("/api/usage");
  }

  public Response useOnce(long units, String requestId) {
    return request().body(Map.of("units", units, "request_id", requestId)).post("/api/usage");
  }
}
