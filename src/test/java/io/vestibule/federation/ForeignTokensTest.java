package io.vestibule.federation;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.ForeignIssuers;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.ErrorCode;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tokens of other issuers are accepted; every odd one is refused in the same words. */
@QuarkusTest
@QuarkusTestResource(ForeignIssuers.class)
class ForeignTokensTest {
  private static TestIssuer lab;
  private static TestIssuer pool;
  private static TestIssuer search;
  private static TestIssuer orchard;

  @BeforeAll
  static void listen() {
    lab = TestIssuer.listening(ForeignIssuers.LAB);
    pool = TestIssuer.listening(ForeignIssuers.POOL);
    search = TestIssuer.listening(ForeignIssuers.SEARCH);
    orchard = TestIssuer.listening(ForeignIssuers.ORCHARD);
  }

  @AfterAll
  static void close() {
    Stream.of(lab, pool, search, orchard).forEach(TestIssuer::close);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        odd("wrong audience", issuer -> issuer.sign(issuer.claims().audience("other").build())),
        odd("no audience", issuer -> issuer.sign(issuer.claims().audience((String) null).build())),
        odd("expired", issuer -> issuer.sign(lived(issuer.claims(), -600, -60))),
        odd("never ends", issuer -> issuer.sign(issuer.claims().expirationTime(null).build())),
        odd("no subject", issuer -> issuer.sign(issuer.claims().subject(null).build())),
        odd(
            "a subject of 300 characters",
            issuer -> issuer.sign(issuer.claims().subject("s".repeat(300)).build())),
        odd(
            "not yet valid",
            issuer ->
                issuer.sign(
                    issuer
                        .claims()
                        .notBeforeTime(Date.from(Instant.now().plusSeconds(120)))
                        .build())),
        odd("signed by a key of somebody else", ForeignTokensTest::strangersKey),
        odd("signed under the id of a known key", ForeignTokensTest::stolenKeyId),
        odd(
            "a logout token",
            issuer ->
                TestIssuer.sign(
                    issuer.claims().build(), issuer.key(), JWSAlgorithm.RS256, "logout+jwt")),
        odd(
            "a security event",
            issuer -> issuer.sign(issuer.claims().claim("events", java.util.Map.of()).build())),
        odd("alg none", issuer -> new PlainJWT(issuer.claims().build()).serialize()),
        odd("HS256 with the public key", ForeignTokensTest::symmetric),
        odd("issuer of another spelling", ForeignTokensTest::slash),
        odd("issuer that is not configured", ForeignTokensTest::unknownIssuer));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String name, Function<TestIssuer, String> token) {
    bearer(lab.token()).get("/api/user").then().statusCode(200);

    assertProblem(bearer(token.apply(lab)).get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  static Stream<Arguments> refusedOfCognito() {
    return Stream.of(
        odd("no token_use", issuer -> issuer.sign(issuer.claims().build())),
        odd("access token of another client", issuer -> access(issuer, "other")),
        odd(
            "id token whose client_id is ours and aud is not",
            issuer ->
                issuer.sign(
                    issuer
                        .claims()
                        .audience("other")
                        .claim("token_use", "id")
                        .claim("client_id", TestIssuer.CLIENT)
                        .build())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refusedOfCognito(String name, Function<TestIssuer, String> token) {
    assertProblem(bearer(token.apply(pool)).get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void theFirstRequestOpensAccountAndProfileFromTheClaims() {
    String email = freshEmail();
    String token =
        lab.token(
            "kc|" + UUID.randomUUID(),
            claims ->
                claims
                    .claim("email", email.toUpperCase(java.util.Locale.ROOT))
                    .claim("email_verified", true)
                    .claim("given_name", "Ada")
                    .claim("family_name", "Lovelace")
                    .claim("preferred_username", "ada")
                    .claim("picture", "https://example.com/ada.png"));

    bearer(token)
        .get("/api/user")
        .then()
        .statusCode(200)
        .body("email", equalTo(email))
        .body("emailVerified", equalTo(true))
        .body("name", equalTo("Ada Lovelace"))
        .body("username", equalTo("ada"))
        .body("role", equalTo("customer"))
        .body("lastLoginAt", notNullValue());
    bearer(token)
        .get("/api/user/profile")
        .then()
        .statusCode(200)
        .body("email", equalTo(email))
        .body("givenName", equalTo("Ada"))
        .body("familyName", equalTo("Lovelace"))
        .body("displayName", equalTo("Ada Lovelace"))
        .body("avatarUrl", equalTo("https://example.com/ada.png"))
        .body("version", equalTo(1));
  }

  @Test
  void everyKindOfSignInMayChangeItsProfile() {
    List<String> tokens =
        List.of(
            lab.token(),
            search.sign(search.claims().issuer("https://accounts.google.com").build()),
            orchard.token(UUID.randomUUID().toString(), c -> c.claim("email_verified", "true")),
            idToken(pool, UUID.randomUUID().toString()),
            Api.register().token());

    for (String token : tokens) {
      bearer(token)
          .body("{\"givenName\":\"Grace\",\"favouriteCompiler\":\"A-0\"}")
          .patch("/api/user/profile")
          .then()
          .statusCode(200)
          .body("givenName", equalTo("Grace"));
      bearer(token)
          .body("{\"displayName\":\"Grace Hopper\"}")
          .put("/api/user/profile")
          .then()
          .statusCode(200)
          .body("givenName", nullValue())
          .body("displayName", equalTo("Grace Hopper"));
    }
  }

  @Test
  void bothSpellingsOfGoogleAreOnePerson() {
    String subject = UUID.randomUUID().toString();
    String first = userId(search.token(subject, claims -> {}));

    for (String spelling : List.of("https://accounts.google.com", "accounts.google.com")) {
      String token = search.token(subject, claims -> claims.issuer(spelling));
      bearer(token).get("/api/user").then().statusCode(200).body("user_id", equalTo(first));
    }
  }

  @Test
  void cognitosSubjectIsTheUsersIdWithEitherToken() {
    String subject = UUID.randomUUID().toString();
    String access =
        pool.token(
            subject,
            claims ->
                claims
                    .audience((String) null)
                    .claim("token_use", "access")
                    .claim("client_id", TestIssuer.CLIENT)
                    .claim("username", "ada"));

    bearer(access)
        .get("/api/user")
        .then()
        .statusCode(200)
        .body("user_id", equalTo(subject))
        .body("email", nullValue());

    String email = freshEmail();
    String id =
        pool.token(
            subject,
            claims ->
                claims
                    .claim("token_use", "id")
                    .claim("email", email)
                    .issueTime(Date.from(Instant.now().plusSeconds(2))));
    bearer(id).get("/api/user").then().statusCode(200).body("user_id", equalTo(subject));
  }

  @Test
  void everyAlgorithmOfThePinnedKeysIsAccepted() {
    for (Curve curve : List.of(Curve.P_256, Curve.P_384, Curve.P_521)) {
      lab.rotate(TestIssuer.ec(curve));
      acceptedSoon(lab);
    }
    lab.rotate(TestIssuer.rsa());
    acceptedSoon(lab);
  }

  @Test
  void aSubjectIsAnotherPersonAtAnotherIssuer() {
    String subject = UUID.randomUUID().toString();

    String atLab = userId(lab.token(subject, claims -> {}));
    String atSearch = userId(search.token(subject, claims -> {}));

    org.junit.jupiter.api.Assertions.assertNotEquals(atLab, atSearch);
  }

  @Test
  void aForeignTokenHasNoSessionHere() {
    String token = lab.token();

    bearer(token)
        .get("/api/auth/session")
        .then()
        .statusCode(200)
        .body("session.session_id", nullValue())
        .body("session.expires_at", notNullValue())
        .body("api_token", notNullValue());
    bearer(token).post("/api/auth/logout").then().statusCode(204);
    bearer(token).get("/api/user").then().statusCode(200);
  }

  private static void acceptedSoon(TestIssuer issuer) {
    String token = issuer.token();
    Eventually.holds(() -> bearer(token).get("/api/user").then().statusCode(200));
  }

  static String idToken(TestIssuer pool, String subject) {
    return pool.token(subject, claims -> claims.claim("token_use", "id"));
  }

  static String userId(String token) {
    return bearer(token).get("/api/user").then().statusCode(200).extract().path("user_id");
  }

  private static String access(TestIssuer issuer, String client) {
    return issuer.sign(
        issuer
            .claims()
            .audience((String) null)
            .claim("token_use", "access")
            .claim("client_id", client)
            .build());
  }

  private static JWTClaimsSet lived(JWTClaimsSet.Builder claims, int from, int until) {
    return claims
        .issueTime(Date.from(Instant.now().plusSeconds(from)))
        .expirationTime(Date.from(Instant.now().plusSeconds(until)))
        .build();
  }

  private static String strangersKey(TestIssuer issuer) {
    return TestIssuer.sign(issuer.claims().build(), TestIssuer.rsa(), JWSAlgorithm.RS256, "JWT");
  }

  private static String stolenKeyId(TestIssuer issuer) {
    try {
      var key =
          new com.nimbusds.jose.jwk.RSAKey.Builder(TestIssuer.rsa())
              .keyID(issuer.key().getKeyID())
              .build();
      return TestIssuer.sign(issuer.claims().build(), key, JWSAlgorithm.RS256, "JWT");
    } catch (RuntimeException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String symmetric(TestIssuer issuer) {
    try {
      SignedJWT token =
          new SignedJWT(
              new com.nimbusds.jose.JWSHeader.Builder(JWSAlgorithm.HS256)
                  .keyID(issuer.key().getKeyID())
                  .build(),
              issuer.claims().build());
      token.sign(new MACSigner(issuer.key().toRSAKey().toRSAPublicKey().getEncoded()));
      return token.serialize();
    } catch (com.nimbusds.jose.JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String slash(TestIssuer issuer) {
    return issuer.sign(issuer.claims().issuer(issuer.issuer() + "/").build());
  }

  private static String unknownIssuer(TestIssuer issuer) {
    return issuer.sign(issuer.claims().issuer("https://issuer.example").build());
  }

  private static Arguments odd(String name, Function<TestIssuer, String> token) {
    return Arguments.of(name, token);
  }
}
