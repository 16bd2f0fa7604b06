package io.vestibule.session;

import static io.vestibule.testing.Api.bearer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Wire;
import io.vestibule.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Forged tokens at the doors of a running service, which knows nothing of them but its own key. */
@QuarkusTest
class SessionTokensTest {
  private static final KeyPair STRANGERS = TokenFixtures.p256();

  static Stream<String> forgeries() {
    return Stream.of(
        "alg none",
        "alg none, signature kept",
        "HS256 with the published x and y",
        "HS256 with the published key set",
        "a stranger's key under our kid",
        "a stranger's key with its jwk",
        "a stranger's key with a jku",
        "a stranger's key under its kid",
        "claims exchanged",
        "header exchanged",
        "signature of another token",
        "one bit of the signature",
        "cut short",
        "another line after it");
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void aForgedTokenOpensNothing(String forgery) {
    Person person = Api.register();
    assertEquals(200, person.request().get("/api/user").statusCode());

    String token = forge(forgery, person);

    for (String path : new String[] {"/api/user", "/api/user/profile", "/api/auth/session"}) {
      Map<String, String> headers = Map.of("Authorization", "Bearer " + token);
      Problems.assertProblem(Wire.send("GET", path, headers), ErrorCode.TOKEN_INVALID);
      headers = Map.of("Cookie", "auth_token=" + token);
      Problems.assertProblem(Wire.send("GET", path, headers), ErrorCode.TOKEN_INVALID);
    }
    assertEquals(200, person.request().get("/api/user").statusCode());
  }

  private static String forge(String forgery, Person person) {
    String[] parts = person.token().split("\\.");
    Map<String, Object> jwk = jwks().jsonPath().getMap("keys[0]");
    String ourId = jwk.get("kid").toString();
    String other = Api.register().token();
    return switch (forgery) {
      case "alg none" -> likeOurs(ourId, person).header("alg", "none").unsigned();
      case "alg none, signature kept" ->
          likeOurs(ourId, person).header("alg", "none").unsigned() + parts[2];
      case "HS256 with the published x and y" ->
          hs256(ourId, person, jwk.get("x") + "" + jwk.get("y"));
      case "HS256 with the published key set" -> hs256(ourId, person, jwks().asString());
      case "a stranger's key under our kid" ->
          likeOurs(ourId, person).es256(STRANGERS.getPrivate());
      case "a stranger's key with its jwk" ->
          likeOurs(ourId, person).header("jwk", strangersJwk()).es256(STRANGERS.getPrivate());
      case "a stranger's key with a jku" ->
          likeOurs(ourId, person)
              .header("jku", Wire.address() + "/.well-known/jwks.json")
              .es256(STRANGERS.getPrivate());
      case "a stranger's key under its kid" ->
          likeOurs(strangersJwk().get("kid").toString(), person).es256(STRANGERS.getPrivate());
      case "claims exchanged" -> parts[0] + "." + other.split("\\.")[1] + "." + parts[2];
      case "header exchanged" ->
          likeOurs("", person).unsigned().split("\\.")[0] + "." + parts[1] + "." + parts[2];
      case "signature of another token" -> parts[0] + "." + parts[1] + "." + other.split("\\.")[2];
      case "one bit of the signature" ->
          parts[0]
              + "."
              + parts[1]
              + "."
              + (parts[2].startsWith("A") ? "B" : "A")
              + parts[2].substring(1);
      case "cut short" -> person.token().substring(0, person.token().length() - 1);
      case "another line after it" -> person.token() + "." + parts[2];
      default -> throw new IllegalArgumentException(forgery);
    };
  }

  private static String hs256(String keyId, Person person, String secret) {
    return likeOurs(keyId, person)
        .header("alg", "HS256")
        .hs256(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** With the ids of a session that lives, so that only the signature is wrong. */
  private static Forge likeOurs(String keyId, Person person) {
    String session =
        person.request().get("/api/auth/session").jsonPath().getString("session.session_id");
    return new Forge(keyId, Instant.now().getEpochSecond())
        .claim("sub", person.userId())
        .claim("sid", session);
  }

  private static Map<String, Object> strangersJwk() {
    return new LinkedHashMap<>(
        TokenFixtures.signingWith(STRANGERS)
            .published()
            .iterator()
            .next()
            .toParams(org.jose4j.jwk.JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
  }

  private static Response jwks() {
    return RestAssured.get("/.well-known/jwks.json");
  }

  @Test
  void aTokenIsRefusedTheMomentItsSessionEnds() {
    Person person = Api.register();
    assertEquals(200, person.request().get("/api/user").statusCode());

    assertEquals(204, person.request().post("/api/auth/logout").statusCode());

    Problems.assertProblem(person.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    Problems.assertProblem(
        Api.json()
            .header("Sec-Fetch-Site", "same-origin")
            .cookie("auth_token", person.token())
            .get("/api/user"),
        ErrorCode.TOKEN_INVALID);
    Problems.assertProblem(
        bearer(person.token()).get("/api/auth/session"), ErrorCode.TOKEN_INVALID);
  }
}
