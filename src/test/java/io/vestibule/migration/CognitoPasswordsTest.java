package io.vestibule.migration;

import static io.vestibule.testing.Problems.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vestibule.account.Account;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.crypto.Password;
import io.vestibule.identity.ExternalUser;
import io.vestibule.identity.FederatedIdentities;
import io.vestibule.identity.FederatedIdentity;
import io.vestibule.identity.ProvisioningService;
import io.vestibule.migration.InitiateAuthServer.Reply;
import io.vestibule.testing.Api;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Ports;
import io.vestibule.testing.Rows;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Passwords that only Cognito knows: one request to the pool, then never again. */
@QuarkusTest
@TestProfile(CognitoPasswordsTest.Migrating.class)
class CognitoPasswordsTest {
  private static final String POOL = "eu-west-1_Former1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static InitiateAuthServer cognito;

  /** The service asks the server of this test. */
  public static class Migrating implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "vestibule.migration.cognito.pool", POOL,
          "vestibule.migration.cognito.client-id", "client",
          "vestibule.migration.cognito.client-secret", "secret",
          "vestibule.migration.cognito.timeout", "60S",
          "vestibule.migration.cognito.endpoint", "http://127.0.0.1:" + port());
    }
  }

  /** The profile and the test are in different class loaders; both see a system property. */
  private static int port() {
    String property = "vestibule.test.initiate-auth";
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(Ports.free()));
    }
    return Integer.getInteger(property);
  }

  @BeforeAll
  static void listen() {
    cognito = new InitiateAuthServer(port());
  }

  @AfterAll
  static void close() {
    cognito.close();
  }

  @Inject ProvisioningService provisioning;
  @Inject FederatedIdentities identities;
  @Inject AccountService accounts;
  @Inject MeterRegistry metrics;

  private record Imported(String userId, String email, String password) {
    Response logIn(String tried) {
      return Api.post("/api/login", Api.credentials(email, tried));
    }
  }

  private Imported imported(String pool, Status status) {
    String subject = UUID.randomUUID().toString();
    String email = Api.freshEmail();
    provisioning
        .provision(
            new ExternalUser(
                new FederatedIdentity(
                    "https://cognito-idp.eu-west-1.amazonaws.com/" + pool, subject),
                Optional.of(subject),
                null,
                email,
                true,
                null,
                null,
                null,
                null,
                Role.CUSTOMER,
                status,
                null,
                null))
        .await()
        .atMost(PATIENCE);
    return new Imported(subject, email, Api.freshPassword());
  }

  private Imported imported() {
    return imported(POOL, Status.ACTIVE);
  }

  @Test
  void theFirstLoginAsksCognitoAndTheNextDoesNot() throws Exception {
    Imported user = imported();
    cognito.answerWith(Reply.tokens(user.userId()));

    Response login = user.logIn(user.password());
    assertEquals(200, login.statusCode(), login::asString);
    assertNotNull(login.path("audio_key.wrapped"));
    assertEquals(1, cognito.requests().size());
    Map<String, String> asked = cognito.requests().get(0);
    assertEquals(user.email(), asked.get("USERNAME"));
    assertEquals(user.password(), asked.get("PASSWORD"));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("secret".getBytes(UTF_8), "HmacSHA256"));
    assertEquals(
        java.util.Base64.getEncoder()
            .encodeToString(mac.doFinal((user.email() + "client").getBytes(UTF_8))),
        asked.get("SECRET_HASH"));

    cognito.answerWith(Reply.error(400, "NotAuthorizedException"));
    assertEquals(200, user.logIn(user.password()).statusCode());
    assertProblem(user.logIn("another-password-4711"), ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    assertEquals(List.of(), cognito.requests());
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("wrong password", Reply.error(400, "NotAuthorizedException")),
        Arguments.of("unknown there", Reply.error(400, "UserNotFoundException")),
        Arguments.of("not confirmed", Reply.error(400, "UserNotConfirmedException")),
        Arguments.of("reset required", Reply.error(400, "PasswordResetRequiredException")),
        Arguments.of("second factor", Reply.challenge("SOFTWARE_TOKEN_MFA")),
        Arguments.of("new password required", Reply.challenge("NEW_PASSWORD_REQUIRED")),
        Arguments.of("another user of the pool", Reply.tokens("somebody-else")),
        Arguments.of("a token without a subject", Reply.tokens("\",\"x\":\"")),
        Arguments.of(
            "no token", Reply.ok("{\"AuthenticationResult\":{\"AccessToken\":\"a.b.c\"}}")),
        Arguments.of(
            "an unreadable token",
            Reply.ok("{\"AuthenticationResult\":{\"IdToken\":\"a.%%%.c\"}}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void isAWrongPassword(String name, Reply reply) {
    Imported user = imported();
    cognito.answerWith(reply);

    assertProblem(user.logIn(user.password()), ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    assertEquals(1, cognito.requests().size());
    assertFalse(Rows.users().find(user.userId()).orElseThrow().containsKey("password_hash"));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of("throttled", Reply.error(400, "TooManyRequestsException")),
        Arguments.of("internal error", Reply.error(500, "InternalErrorException")),
        Arguments.of("unknown client", Reply.error(400, "ResourceNotFoundException")),
        Arguments.of("flow not allowed", Reply.error(400, "InvalidParameterException")),
        Arguments.of("no JSON", new Reply(200, "<html>", 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void isNotAWrongPassword(String name, Reply reply) {
    Imported user = imported();
    cognito.answerWith(reply);

    assertProblem(user.logIn(user.password()), ErrorCode.UNAVAILABLE);
    cognito.answerWith(Reply.tokens(user.userId()));
    assertEquals(200, user.logIn(user.password()).statusCode(), "later it works");
  }

  /** With a limit of its own: that of the logins is long, for slow machines. */
  @Test
  void silenceIsNotAWrongPassword() {
    Imported user = imported();
    cognito.answerWith(Reply.tokens(user.userId()).after(PATIENCE.toMillis()));
    CognitoSettings impatient =
        new CognitoSettings(POOL, URI.create("http://127.0.0.1:" + port()), Duration.ofMillis(500));
    CognitoClient client = new CognitoClient(impatient);
    try {
      CognitoPasswords passwords = new CognitoPasswords(client, identities, metrics, impatient);
      Account account = accounts.existing(user.userId()).await().atMost(PATIENCE).account();
      ApiException failure =
          assertThrows(
              ApiException.class,
              () ->
                  passwords.verify(account, Password.of(user.password())).await().atMost(PATIENCE));
      assertEquals(ErrorCode.UNAVAILABLE, failure.code());
    } finally {
      client.close();
    }
  }

  @Test
  void concurrentLoginsStoreOnePassword() {
    Imported user = imported();
    cognito.answerWith(Reply.tokens(user.userId()));

    List<Integer> statuses =
        Concurrently.run(4, number -> user.logIn(user.password()).statusCode());
    assertEquals(List.of(200, 200, 200, 200), statuses);
    assertTrue(Rows.users().find(user.userId()).orElseThrow().containsKey("password_hash"));
    assertEquals(200, user.logIn(user.password()).statusCode());
  }

  @Test
  void aSuspendedAccountStaysSuspended() {
    Imported user = imported(POOL, Status.SUSPENDED);
    cognito.answerWith(Reply.tokens(user.userId()));

    assertProblem(user.logIn(user.password()), ErrorCode.ACCOUNT_SUSPENDED);
  }

  @Test
  void accountsOfOtherPoolsAndUnknownAddressesAreNotAskedAbout() {
    Imported other = imported("eu-west-1_Other1", Status.ACTIVE);
    cognito.answerWith(Reply.tokens(other.userId()));

    assertProblem(other.logIn(other.password()), ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    assertProblem(
        Api.post("/api/login", Api.credentials(Api.freshEmail(), other.password())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    assertEquals(List.of(), cognito.requests());
  }

  @Test
  void guessesAreThrottledBeforeCognitoIsAsked() {
    Imported user = imported();
    cognito.answerWith(Reply.error(400, "NotAuthorizedException"));
    Response last = null;
    for (int guess = 0; guess < 30 && (last == null || last.statusCode() != 429); guess++) {
      last = user.logIn("guess-number-" + guess + "-4711");
    }
    assertProblem(last, ErrorCode.TOO_MANY_ATTEMPTS);
    int asked = cognito.requests().size();

    assertProblem(user.logIn("one-more-guess-4711"), ErrorCode.TOO_MANY_ATTEMPTS);
    assertEquals(asked, cognito.requests().size());
  }
}
