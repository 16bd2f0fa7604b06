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
import io.vestibule.testing.ExternalIssuers;
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

/** Which tokens of external issuers are accepted. All others get the same error. */
@QuarkusTest
@QuarkusTestResource(ExternalIssuers.class)
class ExternalTokensTest {
  private static TestIssuer oidc;
  private static TestIssuer cognito;
  private static TestIssuer google;
  private static TestIssuer apple;

  @BeforeAll
  static void listen() {
    oidc = TestIssuer.listening(ExternalIssuers.LAB);
    cognito = TestIssuer.listening(ExternalIssuers.POOL);
    google = TestIssuer.listening(ExternalIssuers.SEARCH);
    apple = TestIssuer.listening(ExternalIssuers.ORCHARD);
  }

  @AfterAll
  static void close() {
    Stream.of(oidc, cognito, google, apple).forEach(TestIssuer::close);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        rejected(
            "wrong audience", issuer -> issuer.sign(issuer.claims().audience("other").build())),
        rejected(
            "no audience", issuer -> issuer.sign(issuer.claims().audience((String) null).build())),
        rejected("expired", issuer -> issuer.sign(withLifetime(issuer.claims(), -600, -60))),
        rejected("no expiry", issuer -> issuer.sign(issuer.claims().expirationTime(null).build())),
        rejected("no subject", issuer -> issuer.sign(issuer.claims().subject(null).build())),
        rejected(
            "a subject of 300 characters",
            issuer -> issuer.sign(issuer.claims().subject("s".repeat(300)).build())),
        rejected(
            "not yet valid",
            issuer ->
                issuer.sign(
                    issuer
                        .claims()
                        .notBeforeTime(Date.from(Instant.now().plusSeconds(120)))
                        .build())),
        rejected("signed by an unknown key", ExternalTokensTest::keyOfAnotherIssuer),
        rejected(
            "signed by an unknown key under a known key id",
            ExternalTokensTest::knownKeyIdWithAnotherKey),
        rejected(
            "a logout token",
            issuer ->
                TestIssuer.sign(
                    issuer.claims().build(), issuer.key(), JWSAlgorithm.RS256, "logout+jwt")),
        rejected(
            "a security event",
            issuer -> issuer.sign(issuer.claims().claim("events", java.util.Map.of()).build())),
        rejected("alg none", issuer -> new PlainJWT(issuer.claims().build()).serialize()),
        rejected("HS256 with the public key", ExternalTokensTest::signedWithPublicKey),
        rejected("empty subject", issuer -> issuer.sign(issuer.claims().subject("").build())),
        rejected("blank subject", issuer -> issuer.sign(issuer.claims().subject(" ").build())),
        rejected(
            "valid for ten years",
            issuer -> issuer.sign(withLifetime(issuer.claims(), -1, 10 * 365 * 86_400))),
        rejected(
            "valid for a day and a minute",
            issuer -> issuer.sign(withLifetime(issuer.claims(), -1, 86_460))),
        rejected(
            "issued in the future",
            issuer -> issuer.sign(withLifetime(issuer.claims(), 3_600, 3_900))),
        rejected("ID token by nonce", issuer -> with(issuer, "nonce", "n-0S6_WzA2Mj")),
        rejected(
            "ID token by at_hash", issuer -> with(issuer, "at_hash", "77QmUPtjPfzWtF2AnpK9RQ")),
        rejected("ID token of Keycloak", issuer -> with(issuer, "typ", "ID")),
        rejected("refresh token of Keycloak", issuer -> with(issuer, "typ", "Refresh")),
        rejected("azp of another client", issuer -> with(issuer, "azp", "other")),
        rejected("client_id of another client", issuer -> with(issuer, "client_id", "other")),
        rejected("azp that is a number", issuer -> with(issuer, "azp", 1)),
        rejected("bound to a key", issuer -> with(issuer, "cnf", java.util.Map.of("jkt", "x"))),
        rejected("client credentials by gty", issuer -> with(issuer, "gty", "client-credentials")),
        rejected("client credentials of Entra ID", issuer -> with(issuer, "idtyp", "app")),
        rejected(
            "client credentials: the client is the subject",
            issuer ->
                issuer.sign(
                    issuer
                        .claims()
                        .subject(TestIssuer.CLIENT)
                        .claim("client_id", TestIssuer.CLIENT)
                        .build())),
        rejected(
            "client credentials of Auth0",
            issuer ->
                issuer.sign(
                    issuer
                        .claims()
                        .subject(TestIssuer.CLIENT + "@clients")
                        .claim("azp", TestIssuer.CLIENT)
                        .build())),
        rejected(
            "client credentials of Keycloak",
            issuer ->
                issuer.sign(
                    issuer
                        .claims()
                        .claim("azp", TestIssuer.CLIENT)
                        .claim("preferred_username", "service-account-" + TestIssuer.CLIENT)
                        .build())),
        rejected("issuer of another spelling", ExternalTokensTest::withTrailingSlash),
        rejected("issuer that is not configured", ExternalTokensTest::unknownIssuer));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String name, Function<TestIssuer, String> token) {
    bearer(oidc.token()).get("/api/user").then().statusCode(200);

    assertProblem(bearer(token.apply(oidc)).get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  static Stream<Arguments> refusedOfCognito() {
    return Stream.of(
        rejected("no token_use", issuer -> issuer.sign(issuer.claims().build())),
        rejected("access token of another client", issuer -> access(issuer, "other", "ada")),
        rejected(
            "client credentials: no username", issuer -> access(issuer, TestIssuer.CLIENT, null)),
        rejected(
            "client credentials: the client is the subject",
            issuer ->
                issuer.sign(
                    issuer
                        .claims()
                        .subject(TestIssuer.CLIENT)
                        .claim("token_use", "access")
                        .claim("client_id", TestIssuer.CLIENT)
                        .claim("username", "ada")
                        .build())),
        rejected(
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
    assertProblem(bearer(token.apply(cognito)).get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void acceptedAccessTokens() {
    List<String> tokens =
        List.of(
            TestIssuer.sign(
                oidc.claims().claim("client_id", TestIssuer.CLIENT).build(),
                oidc.key(),
                JWSAlgorithm.RS256,
                "at+jwt"),
            oidc.sign(
                oidc.claims()
                    .claim("typ", "Bearer")
                    .claim("azp", TestIssuer.CLIENT)
                    .claim("nonce", "older Keycloaks repeat it")
                    .build()),
            oidc.sign(oidc.claims().claim("scope", "openid email").build()),
            oidc.sign(oidc.claims().audience(List.of("account", TestIssuer.CLIENT)).build()),
            oidc.sign(withLifetime(oidc.claims(), 0, 86_400)));

    for (String token : tokens) {
      bearer(token).get("/api/user").then().statusCode(200);
    }
  }

  @Test
  void idTokensAreAcceptedWhereTheIssuerHasNoOtherAndByConfiguration() {
    String ofGoogle =
        google.sign(
            google
                .claims()
                .claim("nonce", "n-0S6_WzA2Mj")
                .claim("azp", TestIssuer.CLIENT)
                .audience(List.of(TestIssuer.CLIENT, "other"))
                .build());
    bearer(ofGoogle).get("/api/user").then().statusCode(200);
    String withoutParty =
        google.sign(
            google
                .claims()
                .claim("nonce", "n-0S6_WzA2Mj")
                .audience(List.of(TestIssuer.CLIENT, "other"))
                .build());
    assertProblem(bearer(withoutParty).get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertProblem(
        bearer(google.sign(google.claims().claim("scope", "email").build())).get("/api/user"),
        ErrorCode.TOKEN_INVALID);

    try (TestIssuer custom = TestIssuer.listening(ExternalIssuers.CUSTOM)) {
      for (String party : List.of(TestIssuer.CLIENT, "web")) {
        String token =
            custom.sign(custom.claims().claim("at_hash", "x").claim("azp", party).build());
        bearer(token).get("/api/user").then().statusCode(200);
      }
    }
  }

  @Test
  void firstRequestCreatesAccountAndProfileFromClaims() {
    String email = freshEmail();
    String token =
        oidc.token(
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
  void tokensOfEveryIssuerKindCanChangeTheProfile() {
    List<String> tokens =
        List.of(
            oidc.token(),
            google.sign(google.claims().issuer("https://accounts.google.com").build()),
            apple.token(UUID.randomUUID().toString(), c -> c.claim("email_verified", "true")),
            idToken(cognito, UUID.randomUUID().toString()),
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
  void bothSpellingsOfGooglesIssuerAreOneIdentity() {
    String subject = UUID.randomUUID().toString();
    String first = userId(google.token(subject, claims -> {}));

    for (String spelling : List.of("https://accounts.google.com", "accounts.google.com")) {
      String token = google.token(subject, claims -> claims.issuer(spelling));
      bearer(token).get("/api/user").then().statusCode(200).body("user_id", equalTo(first));
    }
  }

  @Test
  void cognitoSubjectIsTheUserIdForAccessAndIdToken() {
    String subject = UUID.randomUUID().toString();
    String access =
        cognito.token(
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
        cognito.token(
            subject,
            claims ->
                claims
                    .claim("token_use", "id")
                    .claim("email", email)
                    .issueTime(Date.from(Instant.now().plusSeconds(2))));
    bearer(id).get("/api/user").then().statusCode(200).body("user_id", equalTo(subject));
  }

  @Test
  void everyAlgorithmIsAcceptedWithItsKeyType() {
    for (Curve curve : List.of(Curve.P_256, Curve.P_384, Curve.P_521)) {
      oidc.rotate(TestIssuer.ec(curve));
      assertAcceptedEventually(oidc);
    }
    oidc.rotate(TestIssuer.rsa());
    assertAcceptedEventually(oidc);
  }

  @Test
  void sameSubjectOfTwoIssuersIsTwoUsers() {
    String subject = UUID.randomUUID().toString();

    String atOidc = userId(oidc.token(subject, claims -> {}));
    String atGoogle = userId(google.token(subject, claims -> {}));

    org.junit.jupiter.api.Assertions.assertNotEquals(atOidc, atGoogle);
  }

  @Test
  void externalTokenHasNoSession() {
    String token = oidc.token();

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

  private static void assertAcceptedEventually(TestIssuer issuer) {
    String token = issuer.token();
    Eventually.holds(() -> bearer(token).get("/api/user").then().statusCode(200));
  }

  static String idToken(TestIssuer cognito, String subject) {
    return cognito.token(subject, claims -> claims.claim("token_use", "id"));
  }

  static String userId(String token) {
    return bearer(token).get("/api/user").then().statusCode(200).extract().path("user_id");
  }

  private static String access(TestIssuer issuer, String client, String username) {
    return issuer.sign(
        issuer
            .claims()
            .audience((String) null)
            .claim("token_use", "access")
            .claim("client_id", client)
            .claim("username", username)
            .build());
  }

  private static JWTClaimsSet withLifetime(JWTClaimsSet.Builder claims, int from, int until) {
    return claims
        .issueTime(Date.from(Instant.now().plusSeconds(from)))
        .expirationTime(Date.from(Instant.now().plusSeconds(until)))
        .build();
  }

  private static String with(TestIssuer issuer, String claim, Object value) {
    return issuer.sign(issuer.claims().claim(claim, value).build());
  }

  private static String keyOfAnotherIssuer(TestIssuer issuer) {
    return TestIssuer.sign(issuer.claims().build(), TestIssuer.rsa(), JWSAlgorithm.RS256, "JWT");
  }

  private static String knownKeyIdWithAnotherKey(TestIssuer issuer) {
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

  private static String signedWithPublicKey(TestIssuer issuer) {
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

  private static String withTrailingSlash(TestIssuer issuer) {
    return issuer.sign(issuer.claims().issuer(issuer.issuer() + "/").build());
  }

  private static String unknownIssuer(TestIssuer issuer) {
    return issuer.sign(issuer.claims().issuer("https://issuer.example").build());
  }

  private static Arguments rejected(String name, Function<TestIssuer, String> token) {
    return Arguments.of(name, token);
  }
}
