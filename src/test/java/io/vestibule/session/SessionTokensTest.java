package io.vestibule.session;

import static io.vestibule.testing.Api.bearer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.RawHttp;
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

/** Forged tokens against a running service. */
@QuarkusTest
class SessionTokensTest {
  private static final KeyPair OTHER_KEY = TokenFixtures.p256();

  static Stream<String> forgeries() {
    return Stream.of(
        "alg none",
        "alg none, signature kept",
        "HS256 with the published x and y",
        "HS256 with the published key set",
        "another key under our kid",
        "another key with its jwk",
        "another key with a jku",
        "another key under its kid",
        "claims exchanged",
        "header exchanged",
        "signature of another token",
        "one bit of the signature",
        "cut short",
        "another line after it");
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void aForgedTokenIsRefused(String forgery) {
    Person person = Api.register();
    assertEquals(200, person.request().get("/api/user").statusCode());

    String token = forge(forgery, person);

    for (String path : new String[] {"/api/user", "/api/user/profile", "/api/auth/session"}) {
      Map<String, String> headers = Map.of("Authorization", "Bearer " + token);
      Problems.assertProblem(RawHttp.send("GET", path, headers), ErrorCode.TOKEN_INVALID);
      headers = Map.of("Cookie", "auth_token=" + token);
      Problems.assertProblem(RawHttp.send("GET", path, headers), ErrorCode.TOKEN_INVALID);
    }
    assertEquals(200, person.request().get("/api/user").statusCode());
  }

  private static String forge(String forgery, Person person) {
    String[] parts = person.token().split("\\.");
    Map<String, Object> jwk = jwks().jsonPath().getMap("keys[0]");
    String ourId = jwk.get("kid").toString();
    String other = Api.register().token();
    return switch (forgery) {
      case "alg none" -> validExceptSignature(ourId, person).header("alg", "none").unsigned();
      case "alg none, signature kept" ->
          validExceptSignature(ourId, person).header("alg", "none").unsigned() + parts[2];
      case "HS256 with the published x and y" ->
          hs256(ourId, person, jwk.get("x") + "" + jwk.get("y"));
      case "HS256 with the published key set" -> hs256(ourId, person, jwks().asString());
      case "another key under our kid" ->
          validExceptSignature(ourId, person).es256(OTHER_KEY.getPrivate());
      case "another key with its jwk" ->
          validExceptSignature(ourId, person)
              .header("jwk", otherJwk())
              .es256(OTHER_KEY.getPrivate());
      case "another key with a jku" ->
          validExceptSignature(ourId, person)
              .header("jku", RawHttp.address() + "/.well-known/jwks.json")
              .es256(OTHER_KEY.getPrivate());
      case "another key under its kid" ->
          validExceptSignature(otherJwk().get("kid").toString(), person)
              .es256(OTHER_KEY.getPrivate());
      case "claims exchanged" -> parts[0] + "." + other.split("\\.")[1] + "." + parts[2];
      case "header exchanged" ->
          validExceptSignature("", person).unsigned().split("\\.")[0]
              + "."
              + parts[1]
              + "."
              + parts[2];
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
    return validExceptSignature(keyId, person)
        .header("alg", "HS256")
        .hs256(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Names an active session, so that only the signature is wrong. */
  private static TokenForger validExceptSignature(String keyId, Person person) {
    String session =
        person.request().get("/api/auth/session").jsonPath().getString("session.session_id");
    return new TokenForger(keyId, Instant.now().getEpochSecond())
        .claim("sub", person.userId())
        .claim("sid", session);
  }

  private static Map<String, Object> otherJwk() {
    return new LinkedHashMap<>(
        TokenFixtures.signingWith(OTHER_KEY)
            .published()
            .iterator()
            .next()
            .toParams(org.jose4j.jwk.JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
  }

  private static Response jwks() {
    return RestAssured.get("/.well-known/jwks.json");
  }

  @Test
  void aTokenIsRefusedAsSoonAsItsSessionEnds() {
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
