package io.vestibule.federation;

import static io.vestibule.federation.ForeignTokensTest.idToken;
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
import io.vestibule.testing.ForeignIssuers;
import io.vestibule.testing.SignedEvent;
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
@QuarkusTestResource(ForeignIssuers.class)
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
    pool = TestIssuer.listening(ForeignIssuers.POOL);
    staff = TestIssuer.listening(ForeignIssuers.STAFF);
  }

  @AfterAll
  static void close() {
    pool.close();
    staff.close();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        spoiled("another body", event -> event.withBody(event.body() + " ")),
        spoiled("another id", event -> event.withId("msg_other")),
        spoiled("another time", event -> event.withTimestamp("" + (now() + 1))),
        spoiled("no time", event -> event.withTimestamp("soon")),
        spoiled("no signature", event -> event.withSignature("v1,")),
        spoiled(
            "another scheme", event -> event.withSignature(event.signature().replace("v1", "v2"))),
        spoiled(
            "another secret", event -> SignedEvent.of(event.body(), Instant.now(), OTHER_SECRET)),
        spoiled("too old", event -> sent(event, -301)),
        spoiled("too early", event -> sent(event, 310)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String name, UnaryOperator<SignedEvent> spoil) {
    String subject = UUID.randomUUID().toString();
    SignedEvent good = SignedEvent.confirmSignUp(subject, Map.of());

    assertProblem(spoil.apply(good).send(), ErrorCode.SIGNATURE_INVALID);

    assertFalse(record(subject).containsKey("user_id"));
  }

  @Test
  void itIsStoredFieldByField() {
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
  void aVendorHasAShop() {
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
  void onlyATrustedPoolMakesAdmins() {
    String stranger = UUID.randomUUID().toString();
    String admin = UUID.randomUUID().toString();
    Map<String, String> attributes = Map.of("custom:role", "admin");

    SignedEvent.confirmSignUp(stranger, attributes).send();
    SignedEvent.of(
            SignedEvent.body(
                "PostConfirmation_ConfirmSignUp", ForeignIssuers.STAFF, admin, attributes))
        .send();

    assertTrue(record(stranger).get("role").s().equals("customer"));
    assertTrue(record(admin).get("role").s().equals("admin"));
  }

  @Test
  void aSecondEventChangesNothing() {
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
                  ForeignIssuers.POOL,
                  subject,
                  Map.of("name", "Other", "custom:role", "vendor")));
      again.send().then().statusCode(200).body(equalTo(again.body()));
      again.send().then().statusCode(200).body(equalTo(again.body()));
    }

    assertEquals(before, record(subject));
  }

  @Test
  void aConfirmedNewPasswordMakesTheRecordThatWasMissed() {
    String subject = UUID.randomUUID().toString();

    SignedEvent.of(
            SignedEvent.body(
                "PostConfirmation_ConfirmForgotPassword", ForeignIssuers.POOL, subject, Map.of()))
        .send()
        .then()
        .statusCode(200);

    assertTrue(record(subject).containsKey("user_id"));
  }

  @Test
  void theRecordOfAnEarlierSystemIsTakenOverAsItIs() {
    String subject = UUID.randomUUID().toString();
    leave(earlierRecord(subject));

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
  void anEarlierRecordLearnsOfItsFirstSignIn() {
    String subject = UUID.randomUUID().toString();
    String email = freshEmail();
    leave(earlierRecord(subject));
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
  void theErasureOfAnEarlierRecordFreesTheAddressItWasGiven() {
    String subject = UUID.randomUUID().toString();
    String email = freshEmail();
    Map<String, AttributeValue> record = earlierRecord(subject);
    record.put("email", AttributeValue.fromS("U" + email.substring(1)));
    leave(record);
    SignedEvent.confirmSignUp(subject, Map.of("email", email, "email_verified", "true"))
        .send()
        .then()
        .statusCode(200);
    Map<String, String> signUp = credentials(email, freshPassword());
    assertProblem(post("/api/auth/signup", signUp), ErrorCode.USER_EXISTS_AT_SIGNUP);

    assertEquals(2, bearer(idToken(pool, subject)).delete("/api/user").statusCode() / 100);

    Eventually.holds(() -> post("/api/auth/signup", signUp).then().statusCode(201));
  }

  @Test
  void anythingElseThatIsSignedPassesThrough() {
    for (String body : List.of("{}", "[]", "{\"triggerSource\":\"PreSignUp_SignUp\"}")) {
      SignedEvent.of(body).send().then().statusCode(200).body(equalTo(body));
    }
    assertProblem(SignedEvent.of("{").send(), ErrorCode.MALFORMED_JSON);
  }

  @Test
  void aSuspendedUserIsRefused() {
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

  /** What seed 002 keeps of somebody who never signed in; the address is left out. */
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

  private void leave(Map<String, AttributeValue> record) {
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
        event.body(), Instant.now().plusSeconds(seconds), ForeignIssuers.HOOK_SECRET);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static Arguments spoiled(String name, UnaryOperator<SignedEvent> spoil) {
    return Arguments.of(name, spoil);
  }
}
