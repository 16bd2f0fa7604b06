package io.vestibule.audiokey;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.AudioKeyWrap;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.VaultClient;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The audio key from sign-up to recovery. */
@QuarkusTest
class AudioKeyTest {
  private static final String USERS = "vestibule-users";

  @Inject DynamoDbAsyncClient dynamo;
  @Inject SecureRandom random;

  @Test
  void everyLoginRouteReturnsTheSameKey() {
    String email = freshEmail();
    String password = freshPassword();
    Response registered = post("/api/register", credentials(email, password));
    Response app = post("/api/login", credentials(email, password));
    Response browser = post("/api/auth/login", credentials(email, password));

    for (Response answer : List.of(registered, app, browser)) {
      answer
          .then()
          .body("audio_key.wrapped", matchesPattern("[\\w-]{80}"))
          .body("audio_key.aad", equalTo("vestibule/audio-key/v1/" + registered.path("user_id")))
          .body("audio_key.recovery_wrapped", nullValue())
          .body(
              "audio_key.kdf",
              equalTo(Map.of("name", "argon2id", "v", 19, "m", 19_456, "t", 2, "p", 1)));
    }
    assertArrayEquals(
        VaultClient.audioKey(registered, password).reveal(),
        VaultClient.audioKey(browser, password).reveal());
    assertEquals((String) registered.path("audio_key.wrapped"), app.path("audio_key.wrapped"));
  }

  @Test
  void anAccountWithoutAKeyGetsOneEvenWithConcurrentLogins() throws Exception {
    Person ada = Api.register();
    update(ada, "REMOVE wrapped_audio_key, audio_key_cost", Map.of());
    ExecutorService logins = Executors.newFixedThreadPool(4);
    try {
      Callable<String> login =
          () ->
              post("/api/login", credentials(ada.email(), ada.password()))
                  .path("audio_key.wrapped");
      Set<String> wrapped = new HashSet<>();
      for (Future<String> answer :
          logins.invokeAll(Stream.generate(() -> login).limit(4).toList())) {
        wrapped.add(answer.get());
      }
      assertEquals(1, wrapped.size());
      assertEquals(item(ada).get("wrapped_audio_key").s(), wrapped.iterator().next());
    } finally {
      logins.shutdownNow();
    }
  }

  @Test
  void decryptionCreatesAMissingKey() {
    Person ada = Api.register();
    update(ada, "REMOVE wrapped_audio_key, audio_key_cost", Map.of());
    Problems.assertProblem(VaultClient.decrypt(ada, "none"), ErrorCode.AUDIO_FILE_NOT_FOUND);
    assertTrue(item(ada).containsKey("wrapped_audio_key"));
  }

  @Test
  void aKeyOfOutdatedCostReportsItsCostAndIsRewrappedAtLogin() {
    Person ada = Api.register();
    Argon2Cost cheap = new Argon2Cost(1_024, 1, 1);
    byte[] salt = HexFormat.of().parseHex(ada.keySalt());
    String original = item(ada).get("wrapped_audio_key").s();
    byte[] key;
    try (SecretBytes audioKey = VaultClient.audioKey(ada);
        SecretBytes kek =
            new PasswordHashes(cheap, random).deriveKey(Password.of(ada.password()), salt)) {
      key = audioKey.reveal();
      String wrapped =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(new AudioKeyWrap(random).wrap(audioKey, kek, ada.userId(), "k1"));
      update(
          ada,
          "SET wrapped_audio_key = :w, audio_key_cost = :c",
          Map.of(
              ":w", AttributeValue.fromS(wrapped), ":c", AttributeValue.fromS("m=1024,t=1,p=1")));
      Problems.assertProblem(VaultClient.decrypt(ada, "none"), ErrorCode.AUDIO_FILE_NOT_FOUND);
    }

    Response login = post("/api/login", credentials(ada.email(), ada.password()));

    login.then().body("audio_key.kdf.m", equalTo(19_456));
    assertArrayEquals(key, VaultClient.audioKey(login, ada.password()).reveal());
    assertTrue(!original.equals(login.path("audio_key.wrapped")));
  }

  @Test
  void aRecoveryKeyIsReturnedOnceAndUnwrapsTheSameKey() {
    Person ada = Api.register();
    Problems.assertProblem(recoveryKey(ada, Map.of()), ErrorCode.PASSWORD_REQUIRED);
    Problems.assertProblem(
        recoveryKey(ada, Map.of("password", freshPassword())), ErrorCode.INVALID_PASSWORD);

    Response first = recoveryKey(ada, Map.of("password", ada.password()));
    Response second = recoveryKey(ada, Map.of("password", ada.password()));

    first
        .then()
        .statusCode(201)
        .header("Cache-Control", equalTo("no-store"))
        .body("recovery_key", matchesPattern("([A-Z2-7]{4}-){12}[A-Z2-7]{4}"));
    Response login = post("/api/login", credentials(ada.email(), ada.password()));
    login.then().body("audio_key.recovery_wrapped", notNullValue());
    try (SecretBytes kek = SecretBytes.of(base32(second.path("recovery_key")))) {
      assertArrayEquals(
          VaultClient.audioKey(login, ada.password()).reveal(),
          VaultClient.unwrap(login.path("audio_key.recovery_wrapped"), kek, ada.userId(), "k1")
              .reveal());
    }
  }

  @Test
  void aKeyUnderAnEarlierPasswordIsReportedAsLocked() {
    Person ada = Api.register();
    Person other = Api.register();
    update(ada, "SET wrapped_audio_key = :w", Map.of(":w", item(other).get("wrapped_audio_key")));

    Problems.assertProblem(VaultClient.decrypt(ada, "none"), ErrorCode.AUDIO_KEY_LOCKED);
    post("/api/login", credentials(ada.email(), ada.password())).then().statusCode(200);
    assertEquals(item(other).get("wrapped_audio_key"), item(ada).get("wrapped_audio_key"));
  }

  @Test
  void aNewPasswordUnwrapsTheSameKeyAndTheRecoveryKeyStaysValid() {
    Person ada = Api.register();
    byte[] key = VaultClient.audioKey(ada).reveal();
    recoveryKey(ada, Map.of("password", ada.password())).then().statusCode(201);
    String recovery = item(ada).get("recovery_audio_key").s();
    String newPassword = freshPassword();

    ada.request()
        .body(Map.of("current_password", ada.password(), "new_password", newPassword))
        .post("/api/auth/password")
        .then()
        .statusCode(204);

    Response login = post("/api/login", credentials(ada.email(), newPassword));
    assertArrayEquals(key, VaultClient.audioKey(login, newPassword).reveal());
    login.then().body("audio_key.recovery_wrapped", equalTo(recovery));
    Problems.assertProblem(VaultClient.decrypt(ada, "none"), ErrorCode.INVALID_PASSWORD);
  }

  private static Response recoveryKey(Person person, Map<String, ?> body) {
    return person.request().body(body).post("/api/user/recovery-key");
  }

  /** RFC 4648 base32 by arithmetic: 52 digits of five bits, the last four bits zero. */
  private static byte[] base32(String text) {
    BigInteger value = BigInteger.ZERO;
    for (char digit : text.replace("-", "").toCharArray()) {
      int five = digit >= 'A' ? digit - 'A' : digit - '2' + 26;
      value = value.shiftLeft(5).or(BigInteger.valueOf(five));
    }
    byte[] bytes = value.shiftRight(4).or(BigInteger.ONE.shiftLeft(256)).toByteArray();
    return java.util.Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length);
  }

  private Map<String, AttributeValue> item(Person person) {
    return dynamo
        .getItem(get -> get.tableName(USERS).key(key(person)).consistentRead(true))
        .join()
        .item();
  }

  private void update(Person person, String expression, Map<String, AttributeValue> values) {
    dynamo
        .updateItem(
            update -> {
              update.tableName(USERS).key(key(person)).updateExpression(expression);
              if (!values.isEmpty()) {
                update.expressionAttributeValues(values);
              }
            })
        .join();
  }

  private static Map<String, AttributeValue> key(Person person) {
    return Map.of("user_id", AttributeValue.fromS(person.userId()));
  }
}
