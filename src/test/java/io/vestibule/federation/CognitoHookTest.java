package io.vestibule.federation;

import static io.vestibule.federation.ExternalTokensTest.idToken;
import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.Rows;
import io.vestibule.testing.SignedEvent;
import io.vestibule.testing.StoreFaults;
import io.vestibule.testing.TestIssuer;
import io.vestibule.web.ErrorCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The record of seed 002, made by Cognito's post-confirmation event. */
@QuarkusTest
@QuarkusTestResource(ExternalIssuers.class)
class CognitoHookTest {
  private static final String OTHER_SECRET = "whsec_" + "b3RoZXItc2VjcmV0LW9mLXRoZS10ZXN0cyEhISE=";

  private static TestIssuer pool;
  private static TestIssuer staff;

  private final DynamoDbAsyncClient db;

  CognitoHookTest(DynamoDbAsyncClient db) {
    this.db = db;
  }

  @BeforeAll
  static void listen() {
    pool = TestIssuer.listening(ExternalIssuers.POOL);
    staff = TestIssuer.listening(ExternalIssuers.STAFF);
  }

  @AfterAll
  static void close() {
    pool.close();
    staff.close();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        invalid("another body", event -> event.withBody(event.body() + " ")),
        invalid("another id", event -> event.withId("msg_other")),
        invalid("another time", event -> event.withTimestamp("" + (now() + 1))),
        invalid("no time", event -> event.withTimestamp("soon")),
        invalid("no signature", event -> event.withSignature("v1,")),
        invalid(
            "another scheme", event -> event.withSignature(event.signature().replace("v1", "v2"))),
        invalid(
            "another secret", event -> SignedEvent.of(event.body(), Instant.now(), OTHER_SECRET)),
        invalid("too old", event -> sent(event, -301)),
        invalid("too early", event -> sent(event, 310)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String name, UnaryOperator<SignedEvent> change) {
    String subject = UUID.randomUUID().toString();
    SignedEvent good = SignedEvent.confirmSignUp(subject, Map.of());

    assertProblem(change.apply(good).send(), ErrorCode.SIGNATURE_INVALID);

    assertFalse(record(subject).containsKey("user_id"));
  }

  @Test
  void eventCreatesAccountAndProfile() {
    String subject = UUID.randomUUID().toString();
    String email = freshEmail();
    SignedEvent event =
        SignedEvent.confirmSignUp(
            subject, Map.of("email", email, "email_verified", "true", "name", "Ada Lovelace"));

    event.send().then().statusCode(200).body(equalTo(event.body()));

    bearer(idToken(pool, subject))
        .get("/api/user")
        .then()
        .statusCode(200)
        .body("user_id", equalTo(subject))
        .body("username", equalTo("ada"))
        .body("email", equalTo(email))
        .body("name", equalTo("Ada Lovelace"))
        .body("role", equalTo("customer"))
        .body("status", equalTo("active"))
        .body("emailVerified", equalTo(true))
        .body("createdAt", notNullValue())
        .body("updatedAt", notNullValue())
        .body("phoneNumber", nullValue())
        .body("address", nullValue())
        .body("profileImage", nullValue())
        .body("wishlist", empty())
        .body("cart", empty())
        .body("totalOrders", equalTo(0))
        .body("totalSpent", equalTo(0))
        .body("$", org.hamcrest.Matchers.not(org.hamcrest.Matchers.hasKey("totalProducts")));
    bearer(idToken(pool, subject))
        .get("/api/user/profile")
        .then()
        .body("displayName", equalTo("Ada Lovelace"));
  }

  @Test
  void emailIsUnverifiedUnlessTheEventSaysOtherwise() {
    for (String verified : List.of("", "false", "null", "yes")) {
      String subject = UUID.randomUUID().toString();
      String email = freshEmail();
      Map<String, String> attributes = new HashMap<>(Map.of("email", email));
      if (!verified.isEmpty()) {
        attributes.put("email_verified", verified);
      }

      SignedEvent.confirmSignUp(subject, attributes).send().then().statusCode(200);

      assertFalse(record(subject).get("emailVerified").bool(), verified);
      post("/api/auth/signup", credentials(email, freshPassword())).then().statusCode(201);
    }
  }

  @Test
  void jsonNullIsNoValue() {
    String subject = UUID.randomUUID().toString();
    Map<String, String> attributes = new HashMap<>();
    List.of("name", "picture", "phone_number", "email", "email_verified", "custom:role", "address")
        .forEach(name -> attributes.put(name, null));
    SignedEvent event =
        SignedEvent.of(
            SignedEvent.confirmSignUp(subject, attributes)
                .body()
                .replace("\"userName\":\"ada\"", "\"userName\":null"));

    event.send().then().statusCode(200);

    Map<String, AttributeValue> record = record(subject);
    assertTrue(record.containsKey("user_id"));
    assertFalse(
        record.values().stream().anyMatch(value -> "null".equals(value.s())),
        record.keySet()::toString);
  }

  @Test
  void eventWithoutASubjectStoresNothing() {
    for (String subject : new String[] {"", " ", null}) {
      String email = freshEmail();
      Map<String, String> attributes = new HashMap<>();
      attributes.put("sub", subject);
      attributes.put("email", email);
      attributes.put("email_verified", "true");

      SignedEvent.confirmSignUp("ignored", attributes).send().then().statusCode(200);

      post("/api/auth/signup", credentials(email, freshPassword())).then().statusCode(201);
    }
  }

  @Test
  void vendorHasVendorFields() {
    String subject = UUID.randomUUID().toString();

    SignedEvent.confirmSignUp(subject, Map.of("custom:role", "vendor"))
        .send()
        .then()
        .statusCode(200);

    Map<String, AttributeValue> record = record(subject);
    assertTrue(record.get("role").s().equals("vendor"), record.get("role")::s);
    for (String field : List.of("totalProducts", "totalRevenue", "rating", "totalReviews")) {
      assertTrue(record.get(field).n().equals("0"), field);
    }
  }

  @Test
  void roleIsTakenFromTrustedPoolsOnly() {
    String untrustedAdmin = UUID.randomUUID().toString();
    String vendor = UUID.randomUUID().toString();
    String admin = UUID.randomUUID().toString();
    Map<String, String> attributes = Map.of("custom:role", "admin");

    SignedEvent.confirmSignUp(untrustedAdmin, attributes).send();
    SignedEvent.of(
            SignedEvent.body(
                "PostConfirmation_ConfirmSignUp", ExternalIssuers.STAFF, admin, attributes))
        .send();

    SignedEvent.of(
            SignedEvent.body(
                "PostConfirmation_ConfirmSignUp",
                ExternalIssuers.UNTRUSTED,
                vendor,
                Map.of("custom:role", "vendor")))
        .send();

    assertTrue(record(untrustedAdmin).get("role").s().equals("customer"));
    assertTrue(record(vendor).get("role").s().equals("customer"));
    assertTrue(record(admin).get("role").s().equals("admin"));
  }

  /** Cognito gets its answer after the patience; the account follows. */
  @Test
  void aSlowStoreDoesNotInterruptTheProvisioning() {
    String subject = UUID.randomUUID().toString();
    try (StoreFaults.Held held = StoreFaults.holding(1)) {
      SignedEvent.confirmSignUp(subject, Map.of()).send().then().statusCode(200);
      assertTrue(held.isReached());
      assertTrue(Rows.users().find(subject).isEmpty());
    }

    Eventually.holds(() -> assertTrue(Rows.users().find(subject).isPresent()));
  }

  @Test
  void repeatedEventChangesNothing() {
    String subject = UUID.randomUUID().toString();
    SignedEvent.confirmSignUp(subject, Map.of("name", "Ada")).send().then().statusCode(200);
    bearer(idToken(pool, subject)).body(Map.of("name", "Countess")).patch("/api/user");
    Map<String, AttributeValue> before = record(subject);

    for (String trigger :
        List.of("PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword")) {
      SignedEvent again =
          SignedEvent.of(
              SignedEvent.body(
                  trigger,
                  ExternalIssuers.POOL,
                  subject,
                  Map.of("name", "Other", "custom:role", "vendor")));
      again.send().then().statusCode(200).body(equalTo(again.body()));
      again.send().then().statusCode(200).body(equalTo(again.body()));
    }

    assertEquals(before, record(subject));
  }

  @Test
  void forgotPasswordConfirmationCreatesAMissingAccount() {
    String subject = UUID.randomUUID().toString();

    SignedEvent.of(
            SignedEvent.body(
                "PostConfirmation_ConfirmForgotPassword", ExternalIssuers.POOL, subject, Map.of()))
        .send()
        .then()
        .statusCode(200);

    assertTrue(record(subject).containsKey("user_id"));
  }

  @Test
  void recordOfAnEarlierSystemIsAdoptedUnchanged() {
    String subject = UUID.randomUUID().toString();
    putRecord(earlierRecord(subject));

    SignedEvent.confirmSignUp(subject, Map.of("name", "New Name")).send().then().statusCode(200);

    bearer(idToken(pool, subject))
        .get("/api/user")
        .then()
        .statusCode(200)
        .body("name", equalTo("Old Name"))
        .body("role", equalTo("vendor"))
        .body("totalOrders", equalTo(7))
        .body("createdAt", equalTo("2025-11-01T10:00:00Z"));
  }

  @Test
  void adoptedRecordIsCompletedByTheFirstSignIn() {
    String subject = UUID.randomUUID().toString();
    String email = freshEmail();
    putRecord(earlierRecord(subject));
    SignedEvent.confirmSignUp(subject, Map.of()).send().then().statusCode(200);

    String token =
        pool.token(subject, claims -> claims.claim("token_use", "id").claim("email", email));

    bearer(token)
        .get("/api/user")
        .then()
        .statusCode(200)
        .body("lastLoginAt", notNullValue())
        .body("email", equalTo(email));
  }

  @Test
  void erasureOfAnAdoptedRecordReleasesItsEmail() {
    String subject = UUID.randomUUID().toString();
    String email = freshEmail();
    Map<String, AttributeValue> record = earlierRecord(subject);
    record.put("email", AttributeValue.fromS("U" + email.substring(1)));
    putRecord(record);
    SignedEvent.confirmSignUp(subject, Map.of("email", email, "email_verified", "true"))
        .send()
        .then()
        .statusCode(200);
    Map<String, String> signUp = credentials(email, freshPassword());
    assertProblem(post("/api/auth/signup", signUp), ErrorCode.USER_EXISTS_AT_SIGNUP);

    String token =
        pool.token(
            subject, claims -> claims.claim("token_use", "id").claim("auth_time", now() - 1));
    assertEquals(2, bearer(token).delete("/api/user").statusCode() / 100);

    Eventually.holds(() -> post("/api/auth/signup", signUp).then().statusCode(201));
  }

  @Test
  void otherSignedEventsAreReturnedUnchanged() {
    for (String body : List.of("{}", "[]", "{\"triggerSource\":\"PreSignUp_SignUp\"}")) {
      SignedEvent.of(body).send().then().statusCode(200).body(equalTo(body));
    }
    assertProblem(SignedEvent.of("{").send(), ErrorCode.MALFORMED_JSON);
  }

  @Test
  void suspendedUserIsRefused() {
    String subject = UUID.randomUUID().toString();
    SignedEvent.confirmSignUp(subject, Map.of()).send().then().statusCode(200);
    db.updateItem(
            update ->
                update
                    .tableName("vestibule-users")
                    .key(Map.of("user_id", AttributeValue.fromS(subject)))
                    .updateExpression("SET #s = :s")
                    .expressionAttributeNames(Map.of("#s", "status"))
                    .expressionAttributeValues(Map.of(":s", AttributeValue.fromS("suspended"))))
        .join();

    assertProblem(bearer(idToken(pool, subject)).get("/api/user"), ErrorCode.ACCOUNT_SUSPENDED);
  }

  /** A record of seed 002 before the first sign-in, without an address. */
  private static Map<String, AttributeValue> earlierRecord(String userId) {
    return new HashMap<>(
        Map.of(
            "user_id", AttributeValue.fromS(userId),
            "username", AttributeValue.fromS("old"),
            "name", AttributeValue.fromS("Old Name"),
            "role", AttributeValue.fromS("vendor"),
            "status", AttributeValue.fromS("active"),
            "lastLoginAt", AttributeValue.fromNul(true),
            "createdAt", AttributeValue.fromS("2025-11-01T10:00:00.000Z"),
            "totalOrders", AttributeValue.fromN("7")));
  }

  private void putRecord(Map<String, AttributeValue> record) {
    db.putItem(put -> put.tableName("vestibule-users").item(record)).join();
  }

  private Map<String, AttributeValue> record(String userId) {
    return db.getItem(
            get ->
                get.tableName("vestibule-users")
                    .consistentRead(true)
                    .key(Map.of("user_id", AttributeValue.fromS(userId))))
        .join()
        .item();
  }

  private static SignedEvent sent(SignedEvent event, int seconds) {
    return SignedEvent.of(
        event.body(), Instant.now().plusSeconds(seconds), ExternalIssuers.HOOK_SECRET);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static Arguments invalid(String name, UnaryOperator<SignedEvent> change) {
    return Arguments.of(name, change);
  }
}
