package io.vestibule.email;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.MailSettings;
import io.vestibule.testing.Mailbox;
import io.vestibule.testing.Mailbox.Link;
import io.vestibule.testing.Rows;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The five attacks of "Pre-hijacked accounts" (Sudhodanan and Paverd, USENIX Security 2022): an
 * attacker prepares an account with the address of a victim, who comes later.
 */
@QuarkusTest
@TestProfile(MailSettings.class)
@QuarkusTestResource(ExternalIssuers.class)
class PreHijackingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ConfigProperty(name = "quarkus.mailer.port")
  int port;

  @Inject Challenges challenges;

  private Mailbox mailbox;
  private TestIssuer issuer;

  @BeforeEach
  void start() {
    mailbox = Mailbox.listening(port);
    issuer = TestIssuer.listening(ExternalIssuers.LAB);
  }

  @AfterEach
  void stop() {
    mailbox.close();
    issuer.close();
  }

  private String token(String subject, String email, Boolean verified) {
    return issuer.token(
        subject,
        claims -> {
          claims.claim("email", email);
          if (verified != null) {
            claims.claim("email_verified", verified);
          }
        });
  }

  private static String userId(String token) {
    Response answer = bearer(token).get("/api/user");
    answer.then().statusCode(200);
    return answer.path("user_id");
  }

  /** The victim signs in with a code from the mailbox; returns the cookie. */
  private String signInWithCode(String userId, String email) {
    NewChallenge code = challenges.create(ChallengePurpose.SIGN_IN, userId, email);
    challenges.save(code).await().atMost(PATIENCE);
    Response answer = post("/api/auth/code/login", Map.of("email", email, "code", code.code()));
    answer.then().statusCode(200).body("audio_key", equalTo(null));
    return answer.cookie("auth_token");
  }

  private static void assertLockedOut(Person attacker) {
    assertProblem(attacker.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertEquals(
        401, post("/api/login", credentials(attacker.email(), attacker.password())).statusCode());
  }

  /** 1. The victim's federated sign-in must not lead into the attacker's account. */
  @Test
  void classicFederatedMerge() {
    Person attacker = Api.register();

    String victim = token(UUID.randomUUID().toString(), attacker.email(), true);
    String victimId = userId(victim);

    assertNotEquals(attacker.userId(), victimId);
    assertEquals(
        victimId, Rows.logins().find("email:" + attacker.email()).orElseThrow().get("user_id").s());
    attacker.request().get("/api/user").then().body("email", equalTo(null));
    assertEquals(
        401, post("/api/login", credentials(attacker.email(), attacker.password())).statusCode());
  }

  /** 2. The attacker keeps a session, an API token and the password. */
  @Test
  void unexpiredSession() {
    Person attacker = Api.register();
    String apiToken = attacker.request().get("/api/auth/session").path("api_token");
    String namedKey =
        attacker.request().body(Map.of("name", "Mine")).post("/api/user/api-keys").path("secret");

    String cookie = signInWithCode(attacker.userId(), attacker.email());

    assertLockedOut(attacker);
    assertTrue(
        Rows.apiTokens().where("user_id", attacker.userId()).stream()
            .noneMatch(row -> row.containsKey("key_id")),
        "no secret of a named key is left");
    assertProblem(
        json().header("X-API-Key", apiToken).body(Map.of("units", 1)).post("/api/usage"),
        ErrorCode.TOKEN_INVALID);
    assertProblem(
        json().header("X-API-Key", namedKey).body(Map.of("units", 1)).post("/api/usage"),
        ErrorCode.TOKEN_INVALID);
    Api.withCookie(cookie)
        .get("/api/user")
        .then()
        .statusCode(200)
        .body("emailVerified", equalTo(true));
  }

  /** 3. The attacker links an identity of their own. */
  @Test
  void trojanIdentifier() {
    Person attacker = Api.register();
    String subject = UUID.randomUUID().toString();
    String trojan = token(subject, freshEmail(), true);
    attacker
        .request()
        .body(Map.of("token", trojan))
        .post("/api/user/identities")
        .then()
        .statusCode(200);
    assertEquals(attacker.userId(), userId(trojan));

    signInWithCode(attacker.userId(), attacker.email());

    assertLockedOut(attacker);
    // The account of an identity is cached for ten seconds.
    Eventually.within(
        60, () -> assertNotEquals(attacker.userId(), userId(token(subject, freshEmail(), true))));
    assertFalse(Rows.users().find(attacker.userId()).orElseThrow().containsKey("identities"));
  }

  /** 4. The attacker has asked for a change of the address and confirms it later. */
  @Test
  void unexpiredEmailChange() {
    Person attacker = Api.register();
    String attackers = freshEmail();
    attacker
        .request()
        .body(Map.of("new_email", attackers, "password", attacker.password()))
        .post("/api/auth/email/change")
        .then()
        .statusCode(202);
    Link pending = mailbox.await(attackers, "confirm-email").link();

    signInWithCode(attacker.userId(), attacker.email());

    assertProblem(
        post(
            "/api/auth/email/change/confirm",
            Map.of("id", pending.id(), "secret", pending.secret())),
        ErrorCode.CHALLENGE_INVALID);
    assertLockedOut(attacker);
  }

  /** 5. An issuer that does not verify addresses gives the attacker the victim's. */
  @Test
  void nonVerifyingIdentityProvider() {
    String email = freshEmail();
    String attacker = token(UUID.randomUUID().toString(), email, null);
    String attackerId = userId(attacker);

    Response victim = post("/api/register", credentials(email, freshPassword()));

    victim.then().statusCode(201);
    assertNotEquals(attackerId, victim.path("user_id"));
    assertEquals(
        victim.<String>path("user_id"),
        Rows.logins().find("email:" + email).orElseThrow().get("user_id").s());
  }

  /**
   * Somebody confirms an attacker's sign-up by the link. Then the victim takes the account over.
   */
  @Test
  void aLinkThatTheVictimConfirmedDoesNotHelpTheAttackerLater() {
    Person attacker = Api.register();
    Link link = mailbox.await(attacker.email(), "verify").link();
    post("/api/auth/email/verify", Map.of("id", link.id(), "secret", link.secret()))
        .then()
        .statusCode(200);
    // The password still works: the attacker can link an identity now.
    String session = Api.tokenOf(attacker);
    String subject = UUID.randomUUID().toString();
    bearer(session)
        .body(Map.of("token", token(subject, freshEmail(), true)))
        .post("/api/user/identities")
        .then()
        .statusCode(200);

    signInWithCode(attacker.userId(), attacker.email());

    assertProblem(bearer(session).get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertLockedOut(attacker);
    assertFalse(Rows.users().find(attacker.userId()).orElseThrow().containsKey("identities"));
  }

  /** The same by a reset, the way of most victims: sign-up says that the account exists. */
  @Test
  void aResetLocksTheAttackerOut() {
    Person attacker = Api.register();
    String apiToken = attacker.request().get("/api/auth/session").path("api_token");
    String subject = UUID.randomUUID().toString();
    attacker
        .request()
        .body(Map.of("token", token(subject, freshEmail(), true)))
        .post("/api/user/identities")
        .then()
        .statusCode(200);
    post("/api/auth/password/forgot", Map.of("email", attacker.email())).then().statusCode(202);
    Link link = mailbox.await(attacker.email(), "reset").link();
    String password = freshPassword();

    post(
            "/api/auth/password/reset",
            Map.of("id", link.id(), "secret", link.secret(), "new_password", password))
        .then()
        .statusCode(200);

    assertLockedOut(attacker);
    assertProblem(
        json().header("X-API-Key", apiToken).body(Map.of("units", 1)).post("/api/usage"),
        ErrorCode.TOKEN_INVALID);
    var account = Rows.users().find(attacker.userId()).orElseThrow();
    assertFalse(account.containsKey("identities"));
    assertTrue(account.get("emailVerified").bool());
    assertEquals(200, post("/api/login", credentials(attacker.email(), password)).statusCode());
  }

  /** An account that has proven its address keeps everything at a sign-in with a code. */
  @Test
  void aProvenAccountKeepsWhatItHas() {
    Person person = Api.register();
    Link link = mailbox.await(person.email(), "verify").link();
    person
        .request()
        .body(Map.of("id", link.id(), "secret", link.secret()))
        .post("/api/auth/email/verify")
        .then()
        .statusCode(200);
    String apiToken = person.request().get("/api/auth/session").path("api_token");

    signInWithCode(person.userId(), person.email());

    assertEquals(apiToken, person.request().get("/api/auth/session").path("api_token"));
    assertEquals(
        200, post("/api/login", credentials(person.email(), person.password())).statusCode());
  }
}
