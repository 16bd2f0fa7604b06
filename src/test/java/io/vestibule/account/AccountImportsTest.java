package io.vestibule.account;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.account.AccountImports.Result;
import io.vestibule.account.AccountImports.Row;
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

/** What becomes of a row of seed 003's users. */
@QuarkusTest
class AccountImportsTest {
  private static final String SALT = "ab".repeat(32);
  private static final Instant CREATED = Instant.parse("2024-03-01T12:00:00Z");

  private final AccountImports imports;
  private final String password = Api.freshPassword();
  private final String hash =
      new PasswordHashes(new Argon2Cost(1_024, 1, 4), new SecureRandom())
          .hash(Password.of(password));

  AccountImportsTest(AccountImports imports) {
    this.imports = imports;
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        odd("no address", row -> with(row, "", row.passwordHash(), SALT), Result.INVALID_EMAIL),
        odd(
            "an address of 10 MB",
            row -> with(row, "x".repeat(10_000_000) + "@y", row.passwordHash(), SALT),
            Result.INVALID_EMAIL),
        odd("two lines", row -> with(row, "a\n@b", row.passwordHash(), SALT), Result.INVALID_EMAIL),
        odd("no id", row -> named(row, ""), Result.INVALID_USER_ID),
        odd("an id with a space", row -> named(row, "a b"), Result.INVALID_USER_ID),
        odd("an id with a slash", row -> named(row, "a/b"), Result.INVALID_USER_ID),
        odd("an id of 300 bytes", row -> named(row, "i".repeat(300)), Result.INVALID_USER_ID),
        odd("no salt", row -> with(row, row.email(), row.passwordHash(), ""), Result.INVALID_SALT),
        odd(
            "a short salt",
            row -> with(row, row.email(), row.passwordHash(), "ab".repeat(15)),
            Result.INVALID_SALT),
        odd(
            "half a byte",
            row -> with(row, row.email(), row.passwordHash(), SALT + "a"),
            Result.INVALID_SALT),
        odd(
            "a salt in base64",
            row -> with(row, row.email(), row.passwordHash(), "q6urq6urq6urq6urq6urqw=="),
            Result.INVALID_SALT),
        odd("no hash", row -> with(row, row.email(), "", SALT), Result.UNSUPPORTED_HASH),
        odd("plain text", row -> with(row, row.email(), "secret", SALT), Result.UNSUPPORTED_HASH),
        odd(
            "scrypt",
            row -> with(row, row.email(), "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$c", SALT),
            Result.UNSUPPORTED_HASH),
        odd(
            "Argon2 of 10 GB",
            row -> with(row, row.email(), row.passwordHash().replace("m=1024", "m=9999999"), SALT),
            Result.UNSUPPORTED_HASH));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String name, UnaryOperator<Row> spoil, Result result) {
    Row row = spoil.apply(row(Api.freshEmail()));

    assertEquals(result, take(row, false));
    assertEquals(result, take(row, true));

    if (!row.userId().isEmpty()) {
      assertTrue(Rows.users().find(row.userId()).isEmpty());
    }
  }

  @Test
  void theOldPasswordOpensTheAccountAndIsHashedAnew() {
    Row row = row(Api.freshEmail());

    assertEquals(Result.CREATED, take(row, true));
    assertTrue(Rows.users().find(row.userId()).isEmpty(), "a dry run writes nothing");
    assertEquals(Result.CREATED, take(row, false));

    Api.post("/api/login", Api.credentials(row.email(), password))
        .then()
        .statusCode(200)
        .body("user_id", equalTo(row.userId()))
        .body("key_salt", equalTo(SALT))
        .body("user.created_at", equalTo(CREATED.toString()));
    var stored = Rows.users().find(row.userId()).orElseThrow();
    assertNotEquals(hash, stored.get("password_hash").s());
    Api.post("/api/login", Api.credentials(row.email(), password)).then().statusCode(200);

    assertEquals(Result.UNCHANGED, take(row, false));
    assertEquals(stored.get("password_hash"), passwordHash(row), "the newer hash stays");
  }

  @Test
  void anAddressInOtherLettersIsTheSame() {
    Row row = row(Api.freshEmail());
    take(row, false);

    Row twin = named(with(row, row.email().toUpperCase(Locale.ROOT), hash, SALT), newId());
    assertEquals(Result.EMAIL_TAKEN, take(twin, true));
    assertEquals(Result.EMAIL_TAKEN, take(twin, false));

    assertTrue(Rows.users().find(twin.userId()).isEmpty());
  }

  @Test
  void anIdThatIsTakenIsNotOverwritten() {
    Row row = row(Api.freshEmail());
    take(row, false);
    var before = Rows.users().find(row.userId()).orElseThrow();

    Row other = with(row, Api.freshEmail(), hash, SALT);
    assertEquals(Result.USER_ID_TAKEN, take(other, false));

    assertEquals(before, Rows.users().find(row.userId()).orElseThrow());
    assertTrue(Rows.logins().find("email:" + other.email()).isEmpty());
  }

  @Test
  void withoutATimeItIsNew() {
    Row row = row(Api.freshEmail());
    take(new Row(row.userId(), row.email(), hash, SALT, null), false);

    Instant created =
        Instant.parse(Rows.users().find(row.userId()).orElseThrow().get("createdAt").s());
    assertFalse(created.isBefore(CREATED));
  }

  private Result take(Row row, boolean dryRun) {
    return imports.take(row, dryRun).await().indefinitely();
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

  private static Row named(Row row, String userId) {
    return new Row(userId, row.email(), row.passwordHash(), row.keySalt(), row.createdAt());
  }

  private static Arguments odd(String name, UnaryOperator<Row> spoil, Result result) {
    return Arguments.of(name, spoil, result);
  }
}
