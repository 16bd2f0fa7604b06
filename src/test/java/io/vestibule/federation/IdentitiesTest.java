package io.vestibule.federation;

import static io.vestibule.federation.ExternalTokensTest.idToken;
import static io.vestibule.federation.ExternalTokensTest.userId;
import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Users are identified by issuer and subject; identities are linked only on request. */
@QuarkusTest
@QuarkusTestResource(ExternalIssuers.class)
class IdentitiesTest {
  private static final String IDENTITIES = "/api/user/identities";
  private static TestIssuer oidc;
  private static TestIssuer cognito;

  @BeforeAll
  static void listen() {
    oidc = TestIssuer.listening(ExternalIssuers.LAB);
    cognito = TestIssuer.listening(ExternalIssuers.POOL);
  }

  @AfterAll
  static void close() {
    oidc.close();
    cognito.close();
  }

  /** Without a password, a guess gets the same error as a wrong password. */
  @Test
  void passwordOfAnAccountWithoutPasswordCannotBeGuessed() {
    String token = idToken(cognito, UUID.randomUUID().toString());
    Map<String, String> password = Map.of("password", freshPassword());

    assertProblem(
        bearer(token).body(password).post("/api/user/recovery-key"), ErrorCode.INVALID_PASSWORD);
    assertProblem(
        bearer(token)
            .body(Map.of("password", freshPassword(), "file_id", UUID.randomUUID().toString()))
            .post("/api/decrypt-audio"),
        ErrorCode.INVALID_PASSWORD);
    assertProblem(
        bearer(token)
            .body(Map.of("current_password", freshPassword(), "new_password", freshPassword()))
            .post("/api/auth/password"),
        ErrorCode.INVALID_PASSWORD);
  }

  @Test
  void concurrentFirstRequestsCreateOneAccount() {
    for (TestIssuer issuer : List.of(oidc, cognito)) {
      String subject = UUID.randomUUID().toString();
      String email = freshEmail();
      Set<String> ids = ConcurrentHashMap.newKeySet();

      IntStream.range(0, 16)
          .parallel()
          .mapToObj(
              number ->
                  issuer.token(
                      subject,
                      claims ->
                          claims
                              .claim("token_use", issuer == cognito ? "id" : null)
                              .claim("n", number)
                              .claim("email", email)
                              .claim("email_verified", true)))
          .forEach(token -> ids.add(userId(token)));

      assertEquals(1, ids.size());
    }
  }

  @Test
  void aVerifiedEmailMovesFromAnUnverifiedAccountAndDoesNotMergeAccounts() {
    Person squatter = Api.register();
    String token =
        oidc.token(
            UUID.randomUUID().toString(),
            claims -> claims.claim("email", squatter.email()).claim("email_verified", true));

    Response owner = bearer(token).get("/api/user");

    owner.then().statusCode(200).body("email", equalTo(squatter.email()));
    assertNotEquals(squatter.userId(), owner.path("user_id"));
    squatter
        .request()
        .get("/api/user")
        .then()
        .statusCode(200)
        .body("user_id", equalTo(squatter.userId()))
        .body("email", equalTo(null));
    assertProblem(
        post("/api/login", credentials(squatter.email(), squatter.password())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
  }

  @Test
  void onlyAVerifiedEmailIsReserved() {
    String verified = freshEmail();
    String claimed = freshEmail();
    userId(
        oidc.token(
            UUID.randomUUID().toString(),
            claims -> claims.claim("email", verified).claim("email_verified", true)));
    userId(oidc.token(UUID.randomUUID().toString(), claims -> claims.claim("email", claimed)));

    assertProblem(
        post("/api/register", credentials(verified, freshPassword())), ErrorCode.USER_EXISTS);
    assertProblem(
        post("/api/login", credentials(verified, freshPassword())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    post("/api/register", credentials(claimed, freshPassword())).then().statusCode(201);
  }

  @Test
  void linksAnIdentityProvenByItsToken() {
    Person owner = Api.register();
    String subject = UUID.randomUUID().toString();
    String token = oidc.token(subject, claims -> {});

    link(owner, token)
        .then()
        .statusCode(200)
        .body("identities.provider", contains("password", "lab"))
        .body("identities.current", contains(true, false))
        .body("issuers", hasItem("lab"))
        .body("identities[1].subject", equalTo(subject))
        .body("identities[1].issuer", equalTo(oidc.issuer()));
    link(owner, token).then().statusCode(200).body("identities", hasSize(2));

    assertEquals(owner.userId(), userId(token));
    assertEquals(owner.userId(), userId(oidc.token(subject, claims -> claims.claim("n", 2))));
  }

  @Test
  void identityOfAnotherAccountCannotBeLinked() {
    Person owner = Api.register();
    String token = oidc.token();
    String other = userId(token);

    assertProblem(link(owner, token), ErrorCode.IDENTITY_TAKEN);

    assertEquals(other, userId(token));
  }

  @Test
  void invalidTokensCannotBeLinked() {
    Person owner = Api.register();
    String expired =
        oidc.sign(oidc.claims().expirationTime(java.util.Date.from(Instant.EPOCH)).build());

    for (String token : List.of("", "a.b.c", owner.token(), expired)) {
      assertProblem(link(owner, token), ErrorCode.IDENTITY_NOT_PROVEN);
    }
    assertProblem(owner.request().body(Map.of()).post(IDENTITIES), ErrorCode.IDENTITY_NOT_PROVEN);
    assertProblem(
        Api.json().body(Map.of("token", oidc.token())).post(IDENTITIES), ErrorCode.TOKEN_MISSING);
  }

  @Test
  void unlinkedIdentityGetsAnAccountOfItsOwn() {
    Person owner = Api.register();
    String token = oidc.token();
    String id = link(owner, token).path("identities[1].id");
    assertEquals(owner.userId(), userId(token));

    owner.request().delete(IDENTITIES + "/" + id).then().statusCode(204);

    assertNotEquals(owner.userId(), userId(token));
    assertProblem(owner.request().delete(IDENTITIES + "/" + id), ErrorCode.NOT_FOUND);
  }

  @Test
  void lastSignInMethodCannotBeUnlinked() {
    String first = freshIdToken(UUID.randomUUID().toString());
    String userId = userId(first);
    String second = recent(UUID.randomUUID().toString());
    bearer(first).body(Map.of("token", second)).post(IDENTITIES).then().statusCode(200);
    List<String> ids = bearer(first).get(IDENTITIES).path("identities.id");

    bearer(second).delete(IDENTITIES + "/" + ids.get(0)).then().statusCode(204);
    Response last = bearer(second).get(IDENTITIES);
    last.then().body("identities", hasSize(1)).body("identities[0].current", equalTo(true));
    assertProblem(
        bearer(second).delete(IDENTITIES + "/" + last.path("identities[0].id")),
        ErrorCode.LAST_WAY_IN);

    assertEquals(userId, userId(second));
  }

  @Test
  void unlinkedCognitoUserGetsANewAccount() {
    String first = freshIdToken(UUID.randomUUID().toString());
    String userId = userId(first);
    String second = recent(UUID.randomUUID().toString());
    bearer(first).body(Map.of("token", second)).post(IDENTITIES).then().statusCode(200);
    List<Map<String, Object>> identities = bearer(first).get(IDENTITIES).path("identities");
    String own =
        identities.stream()
            .filter(identity -> Boolean.TRUE.equals(identity.get("current")))
            .map(identity -> identity.get("id").toString())
            .findFirst()
            .orElseThrow();
    bearer(second).delete(IDENTITIES + "/" + own).then().statusCode(204);

    assertNotEquals(userId, userId(first));
    assertEquals(userId, userId(second));
  }

  @Test
  void anAccountHasAtMostTenIdentities() {
    Person owner = Api.register();
    IntStream.range(0, 10).forEach(number -> link(owner, oidc.token()).then().statusCode(200));

    assertProblem(link(owner, oidc.token()), ErrorCode.TOO_MANY_IDENTITIES);
  }

  @Test
  void idTokenLinksAnIdentityWhereItIsNoBearer() {
    Person owner = Api.register();
    String subject = UUID.randomUUID().toString();
    String idToken = oidc.token(subject, claims -> claims.claim("nonce", "n-0S6_WzA2Mj"));

    link(owner, idToken).then().statusCode(200).body("identities", hasSize(2));

    assertProblem(bearer(idToken).get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertEquals(owner.userId(), userId(oidc.token(subject, claims -> {})));
  }

  private static Response link(Person owner, String token) {
    return owner.request().body(Map.of("token", token)).post(IDENTITIES);
  }

  @Test
  void recentAuthenticationMayEraseAndLaterSignInCreatesANewAccount() {
    String subject = UUID.randomUUID().toString();
    Instant now = Instant.now();
    String stale = oidc.token(subject, claims -> claims.claim("auth_time", seconds(now, -700)));
    String withoutTime = oidc.token(subject, claims -> {});
    String future = oidc.token(subject, claims -> claims.claim("auth_time", seconds(now, 3_600)));
    String fresh = oidc.token(subject, claims -> claims.claim("auth_time", seconds(now, -10)));
    String userId = userId(fresh);
    bearer(fresh)
        .get("/api/user/export")
        .then()
        .statusCode(200)
        .body("identities[0].subject", equalTo(subject));

    for (String token : List.of(stale, withoutTime, future)) {
      assertProblem(bearer(token).delete("/api/user"), ErrorCode.REAUTHENTICATION_REQUIRED);
    }
    assertEquals(2, bearer(fresh).delete("/api/user").statusCode() / 100);

    // Without then(): a failed validation is printed, token and all, and LogScanIT reads that.
    Eventually.holds(() -> assertEquals(401, bearer(fresh).get("/api/user").statusCode()));
    String again = oidc.token(subject, claims -> claims.claim("auth_time", seconds(now, 5)));
    Eventually.holds(() -> assertEquals(200, bearer(again).get("/api/user").statusCode()));
    assertNotEquals(userId, userId(again));
  }

  private static String freshIdToken(String subject) {
    return cognito.token(
        subject,
        claims -> claims.claim("token_use", "id").claim("auth_time", seconds(Instant.now(), -10)));
  }

  private static String recent(String subject) {
    return oidc.token(subject, claims -> claims.claim("auth_time", seconds(Instant.now(), -10)));
  }

  @Test
  void anExternalTokenWithoutARecentTimeChangesNoSignInMethods() {
    String subject = UUID.randomUUID().toString();
    for (String token :
        List.of(
            oidc.token(subject, claims -> {}),
            oidc.token(
                subject, claims -> claims.claim("auth_time", seconds(Instant.now(), -700))))) {
      assertProblem(
          bearer(token).body(Map.of("token", oidc.token())).post(IDENTITIES),
          ErrorCode.REAUTHENTICATION_REQUIRED);
      assertProblem(bearer(token).delete(IDENTITIES + "/x"), ErrorCode.REAUTHENTICATION_REQUIRED);
      assertProblem(bearer(token).post("/api/user/mfa/totp"), ErrorCode.REAUTHENTICATION_REQUIRED);
      bearer(token)
          .post("/api/auth/reauthenticate/options")
          .then()
          .statusCode(200)
          .body("methods", hasSize(0));
      assertProblem(
          bearer(token).body("{\"password\":\"any password\"}").post("/api/auth/reauthenticate"),
          ErrorCode.REAUTHENTICATION_REQUIRED);
    }
  }

  private static long seconds(Instant from, int later) {
    return from.plusSeconds(later).getEpochSecond();
  }
}
