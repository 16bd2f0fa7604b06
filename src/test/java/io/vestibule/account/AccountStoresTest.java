package io.vestibule.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.credential.Credential;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.testing.StoreFaults;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Account writes with failing conditions or a failing store, and items of imports. */
@QuarkusTest
class AccountStoresTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Inject AccountStore store;
  @Inject ApiTokens apiTokens;

  /**
   * The password matched the hash that was read, but the account changed before the login is
   * recorded.
   */
  @Test
  void aLoginFailsIfTheAccountChangedConcurrently() {
    Person person = Api.register();
    Credential credential =
        store.find(person.userId()).await().atMost(TIMEOUT).orElseThrow().credential();
    String hash = credential.passwordHash();
    Instant now = Instant.parse("2026-11-20T12:00:00Z");

    assertEquals(
        now,
        store
            .recordLogin(person.userId(), hash, now)
            .await()
            .atMost(TIMEOUT)
            .orElseThrow()
            .lastLoginAt());
    assertTrue(
        store.recordLogin(person.userId(), "another", now).await().atMost(TIMEOUT).isEmpty());
    assertTrue(
        store
            .recordLogin(UUID.randomUUID().toString(), hash, now)
            .await()
            .atMost(TIMEOUT)
            .isEmpty());

    Rows.users().set(person.userId(), "status", AttributeValue.fromS("suspended"));
    assertTrue(store.recordLogin(person.userId(), hash, now).await().atMost(TIMEOUT).isEmpty());
  }

  /** The API token, the last item of the transaction, is taken: nothing may be written. */
  @Test
  void aFailedTransactionWritesNothing() {
    ApiToken token = apiTokens.create();
    StoredAccount first = account();
    StoredAccount second = account();
    assertTrue(create(first, token));

    assertThrows(TransactionCanceledException.class, () -> create(second, token));

    assertTrue(Rows.users().find(second.account().userId()).isEmpty());
    assertTrue(Rows.logins().find("email:" + second.account().email()).isEmpty());
    assertEquals(
        first.account().userId(),
        Rows.apiTokens().where("user_id", first.account().userId()).get(0).get("user_id").s());
  }

  @Test
  void aTakenUserIdWritesNothing() {
    StoredAccount first = account();
    assertTrue(create(first, apiTokens.create()));
    StoredAccount second = account(first.account().userId());
    ApiToken token = apiTokens.create();

    assertThrows(TransactionCanceledException.class, () -> create(second, token));

    assertTrue(Rows.logins().find("email:" + second.account().email()).isEmpty());
    assertTrue(Rows.apiTokens().where("owner_email", second.account().email()).isEmpty());
    assertEquals(
        first.account().email(),
        Rows.users().find(first.account().userId()).orElseThrow().get("email").s());
  }

  @Test
  void aSuspensionIsReportedOnlyWithTheCorrectPassword() {
    Person person = Api.register();
    Rows.users().set(person.userId(), "status", AttributeValue.fromS("suspended"));

    Problems.assertProblem(
        Api.post("/api/login", Api.credentials(person.email(), person.password())),
        ErrorCode.ACCOUNT_SUSPENDED);
    Problems.assertProblem(
        Api.post("/api/login", Api.credentials(person.email(), Api.freshPassword())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
  }

  @Test
  void aVendorReadsAndChangesTheStoreFields() {
    Person person = Api.register();
    Rows.users().set(person.userId(), "role", AttributeValue.fromS("vendor"));

    person
        .request()
        .body(Map.of("storeName", "Engines", "storeDescription", "Analytical ones"))
        .patch("/api/user")
        .then()
        .statusCode(200)
        .body("role", Matchers.equalTo("vendor"))
        .body("storeName", Matchers.equalTo("Engines"))
        .body("totalRevenue", Matchers.equalTo(0));
    Problems.assertProblem(
        person.request().body(Map.of("totalRevenue", 1)).patch("/api/user"),
        ErrorCode.SERVER_OWNED_FIELD);
  }

  @Test
  void aTokenOfADeletedAccountGetsUserNotFound() {
    Person person = Api.register();
    Rows.users().delete(person.userId());

    Problems.assertProblem(person.request().get("/api/user"), ErrorCode.USER_NOT_FOUND);
    Problems.assertProblem(person.request().get("/api/user/profile"), ErrorCode.USER_NOT_FOUND);
    Problems.assertProblem(
        person.request().body("{\"name\":\"Ghost\"}").patch("/api/user"), ErrorCode.USER_NOT_FOUND);
    assertTrue(Rows.users().find(person.userId()).isEmpty(), "a patch made the account anew");
    assertTrue(Rows.profiles().find(person.userId()).isEmpty());
  }

  /** An invalid token and an unavailable store have different errors. */
  @ParameterizedTest
  @ValueSource(strings = {"throttled", "timed out", "unreachable", "broken"})
  void anUnavailableStoreIsAnsweredWith503(String how) {
    Person person = Api.register();
    for (String path : new String[] {"/api/user", "/api/user/profile", "/api/user/audio-files"}) {
      var answer = StoreFaults.failing(() -> failure(how), () -> person.request().get(path));

      Problems.assertProblem(answer, ErrorCode.UNAVAILABLE);
      assertEquals(200, person.request().get(path).statusCode());
    }
    var login =
        StoreFaults.failing(
            () -> failure(how),
            () -> Api.post("/api/login", Api.credentials(person.email(), person.password())));
    Problems.assertProblem(login, ErrorCode.UNAVAILABLE);
  }

  private static RuntimeException failure(String how) {
    return switch (how) {
      case "throttled" ->
          ProvisionedThroughputExceededException.builder()
              .awsErrorDetails(
                  AwsErrorDetails.builder()
                      .errorCode("ProvisionedThroughputExceededException")
                      .build())
              .build();
      case "timed out" -> ApiCallTimeoutException.create(6_000);
      case "unreachable" -> SdkClientException.create("Unable to execute HTTP request");
      case "broken" -> DynamoDbException.builder().statusCode(500).build();
      default -> throw new IllegalArgumentException(how);
    };
  }

  private boolean create(StoredAccount account, ApiToken token) {
    Account owner = account.account();
    return store
        .create(
            account,
            List.of(
                apiTokens.creation(
                    token, owner.userId(), owner.email(), owner.plan(), owner.createdAt())))
        .await()
        .atMost(TIMEOUT);
  }

  private StoredAccount account() {
    return account(UUID.randomUUID().toString());
  }

  /** A copy of an account that exists, under another id and address. */
  private StoredAccount account(String userId) {
    Person person = Api.register();
    var row = new java.util.HashMap<>(Rows.users().find(person.userId()).orElseThrow());
    row.put("user_id", AttributeValue.fromS(userId));
    row.put("email", AttributeValue.fromS(Api.freshEmail()));
    return AccountItems.read(io.vestibule.dynamo.StoredItem.of(row));
  }
}
