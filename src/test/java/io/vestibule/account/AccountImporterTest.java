package io.vestibule.account;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.account.AccountImporter.Result;
import io.vestibule.account.AccountImporter.Row;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.testing.Api;
import io.vestibule.testing.Rows;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Imports users of seed 003. */
@QuarkusTest
class AccountImporterTest {
  private static final String SALT = "ab".repeat(32);
  private static final Instant CREATED = Instant.parse("2024-03-01T12:00:00Z");

  private final AccountImporter imports;
  private final String password = Api.freshPassword();
  private final String hash =
      new PasswordHashes(new Argon2Cost(1_024, 1, 4), new SecureRandom())
          .hash(Password.of(password));

  AccountImporterTest(AccountImporter imports) {
    this.imports = imports;
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        invalid("no address", row -> with(row, "", row.passwordHash(), SALT), Result.INVALID_EMAIL),
        invalid(
            "an address of 10 MB",
            row -> with(row, "x".repeat(10_000_000) + "@y", row.passwordHash(), SALT),
            Result.INVALID_EMAIL),
        invalid(
            "two lines", row -> with(row, "a\n@b", row.passwordHash(), SALT), Result.INVALID_EMAIL),
        invalid("no id", row -> withId(row, ""), Result.INVALID_USER_ID),
        invalid("an id with a space", row -> withId(row, "a b"), Result.INVALID_USER_ID),
        invalid("an id with a slash", row -> withId(row, "a/b"), Result.INVALID_USER_ID),
        invalid("an id of 300 bytes", row -> withId(row, "i".repeat(300)), Result.INVALID_USER_ID),
        invalid(
            "no salt", row -> with(row, row.email(), row.passwordHash(), ""), Result.INVALID_SALT),
        invalid(
            "a short salt",
            row -> with(row, row.email(), row.passwordHash(), "ab".repeat(15)),
            Result.INVALID_SALT),
        invalid(
            "half a byte",
            row -> with(row, row.email(), row.passwordHash(), SALT + "a"),
            Result.INVALID_SALT),
        invalid(
            "a salt in base64",
            row -> with(row, row.email(), row.passwordHash(), "q6urq6urq6urq6urq6urqw=="),
            Result.INVALID_SALT),
        invalid("no hash", row -> with(row, row.email(), "", SALT), Result.UNSUPPORTED_HASH),
        invalid(
            "plain text", row -> with(row, row.email(), "secret", SALT), Result.UNSUPPORTED_HASH),
        invalid(
            "scrypt",
            row -> with(row, row.email(), "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$c", SALT),
            Result.UNSUPPORTED_HASH),
        invalid(
            "Argon2 of 10 GB",
            row -> with(row, row.email(), row.passwordHash().replace("m=1024", "m=9999999"), SALT),
            Result.UNSUPPORTED_HASH));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String name, UnaryOperator<Row> invalidate, Result result) {
    Row row = invalidate.apply(row(Api.freshEmail()));

    assertEquals(result, importAccount(row, false));
    assertEquals(result, importAccount(row, true));

    if (!row.userId().isEmpty()) {
      assertTrue(Rows.users().find(row.userId()).isEmpty());
    }
  }

  @Test
  void theOldPasswordLogsInAndIsHashedAgain() {
    Row row = row(Api.freshEmail());

    assertEquals(Result.CREATED, importAccount(row, true));
    assertTrue(Rows.users().find(row.userId()).isEmpty(), "a dry run writes nothing");
    assertEquals(Result.CREATED, importAccount(row, false));

    Api.post("/api/login", Api.credentials(row.email(), password))
        .then()
        .statusCode(200)
        .body("user_id", equalTo(row.userId()))
        .body("key_salt", equalTo(SALT))
        .body("user.created_at", equalTo(CREATED.toString()));
    var stored = Rows.users().find(row.userId()).orElseThrow();
    assertNotEquals(hash, stored.get("password_hash").s());
    Api.post("/api/login", Api.credentials(row.email(), password)).then().statusCode(200);

    assertEquals(Result.UNCHANGED, importAccount(row, false));
    assertEquals(stored.get("password_hash"), passwordHash(row), "the newer hash stays");
  }

  /** An earlier system hashed the decomposed text that its client sent. */
  @Test
  void aHashOfADecomposedPasswordMatchesAndIsReplaced() {
    String composed = password + "caf\u00e9";
    String decomposed = password + "cafe\u0301";
    String oldHash =
        new PasswordHashes(new Argon2Cost(1_024, 1, 4), new SecureRandom())
            .hash(Password.of(decomposed).asTyped().orElseThrow());
    Row row = with(row(Api.freshEmail()), Api.freshEmail(), oldHash, SALT);
    importAccount(row, false);

    Api.post("/api/login", Api.credentials(row.email(), composed)).then().statusCode(401);
    Api.post("/api/login", Api.credentials(row.email(), decomposed)).then().statusCode(200);

    assertNotEquals(oldHash, passwordHash(row).s());
    Api.post("/api/login", Api.credentials(row.email(), composed)).then().statusCode(200);
    Api.post("/api/login", Api.credentials(row.email(), decomposed)).then().statusCode(200);
    Api.post("/api/login", Api.credentials(row.email(), password + "cafe")).then().statusCode(401);
  }

  @Test
  void anAddressIsComparedWithoutCase() {
    Row row = row(Api.freshEmail());
    importAccount(row, false);

    Row sameAddress = withId(with(row, row.email().toUpperCase(Locale.ROOT), hash, SALT), newId());
    assertEquals(Result.EMAIL_TAKEN, importAccount(sameAddress, true));
    assertEquals(Result.EMAIL_TAKEN, importAccount(sameAddress, false));

    assertTrue(Rows.users().find(sameAddress.userId()).isEmpty());
  }

  @Test
  void aTakenUserIdIsNotOverwritten() {
    Row row = row(Api.freshEmail());
    importAccount(row, false);
    var before = Rows.users().find(row.userId()).orElseThrow();

    Row other = with(row, Api.freshEmail(), hash, SALT);
    assertEquals(Result.USER_ID_TAKEN, importAccount(other, false));

    assertEquals(before, Rows.users().find(row.userId()).orElseThrow());
    assertTrue(Rows.logins().find("email:" + other.email()).isEmpty());
  }

  @Test
  void withoutACreationTimeTheImportTimeIsUsed() {
    Row row = row(Api.freshEmail());
    importAccount(new Row(row.userId(), row.email(), hash, SALT, null), false);

    Instant created =
        Instant.parse(Rows.users().find(row.userId()).orElseThrow().get("createdAt").s());
    assertFalse(created.isBefore(CREATED));
  }

  private Result importAccount(Row row, boolean dryRun) {
    return imports.importAccount(row, dryRun).await().indefinitely();
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  private Row row(String email) {
    return new Row(newId(), email, hash, SALT, CREATED);
  }

  private static AttributeValue passwordHash(Row row) {
    return Rows.users().find(row.userId()).orElseThrow().get("password_hash");
  }

  private static Row with(Row row, String email, String passwordHash, String salt) {
    return new Row(row.userId(), email, passwordHash, salt, row.createdAt());
  }

  private static Row withId(Row row, String userId) {
    return new Row(userId, row.email(), row.passwordHash(), row.keySalt(), row.createdAt());
  }

  private static Arguments invalid(String name, UnaryOperator<Row> invalidate, Result result) {
    return Arguments.of(name, invalidate, result);
  }
}
