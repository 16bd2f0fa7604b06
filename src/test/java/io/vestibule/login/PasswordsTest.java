package io.vestibule.login;

import static io.vestibule.testing.Api.PASSWORD_MARK;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Section 6 of the design, from the login routes to the stored hash. */
@QuarkusTest
class PasswordsTest {
  private static final String OURS = "$argon2id$v=19$m=19456,t=2,p=1$";

  /** Made with libxcrypt's {@code crypt}, cost 10. */
  private static final String BCRYPT_PASSWORD = PASSWORD_MARK + "crypt-sesame";

  private static final String BCRYPT =
      "$2b$10$ZzEDNFnZP8nLTovpuU3VU.TkZFAWxQ33qWePz9W.IyNAsaDcb4wRy";

  /** Made likewise, of 72 bytes. */
  private static final String BCRYPT_LONG_PASSWORD = PASSWORD_MARK + "b".repeat(67);

  private static final String BCRYPT_LONG =
      "$2b$10$kBcElgAtDxAjv/eb4TFGpOWi5LUEtIVC4gEzjXrxYgRFgFr.nZ6uu";

  /** Eight different ones. */
  private static final String EMOJI =
      "\ud83e\udd8a\ud83c\udf4b\ud83d\ude80\ud83e\udd84\ud83c\udfbb\ud83d\udc19\ud83c\udf0d\ud83d\udd11";

  // ---- which passwords may be chosen

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("7 letters", "abcdefg", ErrorCode.PASSWORD_TOO_SHORT),
        Arguments.of(
            "7 emoji, 14 UTF-16 units", "\ud83e\udd8a".repeat(7), ErrorCode.PASSWORD_TOO_SHORT),
        Arguments.of("8 as typed, 4 composed", "e\u0301".repeat(4), ErrorCode.PASSWORD_TOO_SHORT),
        Arguments.of("129 letters", fresh(129), ErrorCode.PASSWORD_TOO_LONG),
        Arguments.of("129 emoji", "\ud83e\udd8a".repeat(129), ErrorCode.PASSWORD_TOO_LONG),
        Arguments.of("1025 letters", fresh(1_025), ErrorCode.PASSWORD_TOO_LONG),
        Arguments.of("200000 letters", fresh(200_000), ErrorCode.PASSWORD_TOO_LONG),
        Arguments.of("well known", "password1", ErrorCode.PASSWORD_WELL_KNOWN),
        Arguments.of("well known in capitals", "PASSWORD1", ErrorCode.PASSWORD_WELL_KNOWN),
        Arguments.of("well known digits", "123456789", ErrorCode.PASSWORD_WELL_KNOWN),
        Arguments.of("8 spaces", "        ", ErrorCode.PASSWORD_TOO_WEAK),
        Arguments.of("one letter", "aaaaaaaa", ErrorCode.PASSWORD_TOO_WEAK),
        Arguments.of("season and year", "Summer2026!", ErrorCode.PASSWORD_TOO_WEAK),
        Arguments.of("the service", "Vestibule1!", ErrorCode.PASSWORD_TOO_WEAK));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRefusedAtBothRoutesAndLeavesNoData(String name, String password, ErrorCode code) {
    String email = freshEmail();

    Problems.assertProblem(
        post("/api/auth/signup", credentials(email, password)), code, code.sentence());
    Problems.assertProblem(
        post("/api/register", credentials(email, password)), code, code.sentence());
    assertTrue(Rows.logins().find("email:" + email).isEmpty());
    assertTrue(Rows.users().where("email", email).isEmpty());
  }

  @Test
  void theOwnAddressIsRefusedAtSignUpAndAtAChange() {
    String email = freshEmail();
    Problems.assertProblem(
        post("/api/register", credentials(email, email)), ErrorCode.PASSWORD_TOO_WEAK);

    Api.Person person = Api.register();
    Problems.assertProblem(
        person
            .request()
            .body(
                java.util.Map.of(
                    "current_password", person.password(), "new_password", person.email()))
            .post("/api/auth/password"),
        ErrorCode.PASSWORD_TOO_WEAK);
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of("8 letters", PASSWORD_MARK + "xkq"),
        Arguments.of("8 emoji", EMOJI),
        Arguments.of("128 letters", fresh(128)),
        Arguments.of("128 emoji, 512 bytes", EMOJI.repeat(16)),
        Arguments.of("a NUL inside", PASSWORD_MARK + "a\u0000b"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void isAcceptedAndNotTruncated(String name, String password) {
    String email = freshEmail();
    post("/api/register", credentials(email, password)).then().statusCode(201);

    post("/api/login", credentials(email, password)).then().statusCode(200);
    post("/api/auth/login", credentials(email, password)).then().statusCode(200);
    for (String wrong :
        List.of(
            password.substring(0, password.offsetByCodePoints(password.length(), -1)),
            password + "x",
            password + "\u0000",
            password + " ")) {
      Problems.assertProblem(
          post("/api/login", credentials(email, wrong)), ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    }
  }

  @Test
  void composedAndDecomposedAccentsAreEqual() {
    String composed = freshPassword() + "caf\u00e9";
    String decomposed = composed.replace("\u00e9", "e\u0301");
    for (List<String> pair :
        List.of(List.of(composed, decomposed), List.of(decomposed, composed))) {
      String email = freshEmail();
      post("/api/register", credentials(email, pair.get(0))).then().statusCode(201);

      post("/api/auth/login", credentials(email, pair.get(1))).then().statusCode(200);
      Problems.assertProblem(
          post("/api/login", credentials(email, pair.get(0).replaceAll("[e\u00e9]\u0301?$", "e"))),
          ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    }
  }

  // ---- what is stored

  @Test
  void aNewHashIsArgon2idOfTheAgreedCost() {
    Person person = Api.register();

    assertTrue(
        hashOf(person).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[\\w+/]{22}\\$[\\w+/]{43}"));
  }

  @Test
  void everyAccountHasItsOwnKeySalt() {
    Person person = Api.register();
    Person another = Api.register();

    assertEquals(64, person.keySalt().length());
    assertTrue(!person.keySalt().equals(another.keySalt()));
  }

  static Stream<Arguments> storedElsewhere() {
    return Stream.of(
        Arguments.of("bcrypt 2a", BCRYPT_PASSWORD, BCRYPT.replace("$2b$", "$2a$")),
        Arguments.of("bcrypt 2b", BCRYPT_PASSWORD, BCRYPT),
        Arguments.of("bcrypt 2y", BCRYPT_PASSWORD, BCRYPT.replace("$2b$", "$2y$")),
        Arguments.of("bcrypt of 72 bytes", BCRYPT_LONG_PASSWORD, BCRYPT_LONG),
        argon2("cheaper", new Argon2Cost(64, 1, 1)),
        argon2("of more passes", new Argon2Cost(19_456, 3, 1)),
        argon2("of more lanes", new Argon2Cost(19_456, 2, 2)),
        argon2("of more memory", new Argon2Cost(65_536, 3, 4)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("storedElsewhere")
  void anImportedHashIsAcceptedAndReplaced(String name, String password, String stored) {
    Person person = Api.register();
    store(person, stored);

    Problems.assertProblem(
        logIn(person.email(), password + "!"), ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    assertEquals(stored, hashOf(person), "a wrong password replaces nothing");

    logIn(person.email(), password).then().statusCode(200);
    String fresh = hashOf(person);
    assertTrue(fresh.startsWith(OURS), "the current algorithm and cost");

    logIn(person.email(), password).then().statusCode(200);
    assertEquals(fresh, hashOf(person), "a current hash is kept");
    Problems.assertProblem(
        logIn(person.email(), person.password()), ErrorCode.INVALID_EMAIL_OR_PASSWORD);
  }

  /** bcrypt itself would ignore the additional bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "\u00e9", "\u0000"})
  void bcryptRefusesInputOverSeventyTwoBytes(String more) {
    Person person = Api.register();
    store(person, BCRYPT_LONG);

    Problems.assertProblem(
        logIn(person.email(), BCRYPT_LONG_PASSWORD + more), ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    assertEquals(BCRYPT_LONG, hashOf(person));
  }

  /** A row damaged by an import looks like a wrong password or an internal error. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain text",
        "$2x$10$",
        "$2a$31$......................................................",
        "$argon2id$v=19$m=4194304,t=64,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2d$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "5f4dcc3b5aa765d61d8327deb882cf99"
      })
  void anUnsupportedHashAcceptsNoPassword(String stored) {
    Person person = Api.register();
    store(person, stored);

    Response answer = logIn(person.email(), person.password());

    assertTrue(List.of(401, 500).contains(answer.statusCode()), answer::asString);
    Problems.assertProblem(
        answer,
        answer.statusCode() == 401 ? ErrorCode.INVALID_EMAIL_OR_PASSWORD : ErrorCode.INTERNAL);
    assertEquals(stored, hashOf(person));
  }

  @Test
  void anAccountWithoutAPasswordRefusesEveryPassword() {
    Person person = Api.register();
    var row = new java.util.HashMap<>(Rows.users().find(person.userId()).orElseThrow());
    row.remove("password_hash");
    Rows.users().put(row);

    Problems.assertProblem(
        logIn(person.email(), person.password()), ErrorCode.INVALID_EMAIL_OR_PASSWORD);
  }

  // ---- unknown and wrong

  static Stream<Arguments> loginRoutes() {
    return Stream.of(Arguments.of("/api/auth/login"), Arguments.of("/api/login"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("loginRoutes")
  void anUnknownAddressAndAWrongPasswordGetTheSameAnswer(String route) {
    String email = freshEmail();
    post("/api/register", credentials(email, freshPassword())).then().statusCode(201);

    Response wrong = post(route, credentials(email, freshPassword()));
    Response unknown = post(route, credentials(freshEmail(), freshPassword()));

    assertEquals(401, wrong.statusCode());
    assertEquals(wrong.statusCode(), unknown.statusCode());
    assertEquals(wrong.asString(), unknown.asString());
    assertEquals(wrong.headers().asList().toString(), unknown.headers().asList().toString());
  }

  private static Response logIn(String email, String password) {
    return post("/api/login", credentials(email, password));
  }

  private static String hashOf(Person person) {
    return Rows.users().find(person.userId()).orElseThrow().get("password_hash").s();
  }

  private static void store(Person person, String hash) {
    Rows.users().set(person.userId(), "password_hash", AttributeValue.fromS(hash));
  }

  private static Arguments argon2(String name, Argon2Cost cost) {
    String password = freshPassword();
    String hash = new PasswordHashes(cost, new SecureRandom()).hash(Password.of(password));
    return Arguments.of("Argon2id " + name, password, hash);
  }

  private static String fresh(int length) {
    return PASSWORD_MARK + "z".repeat(length - PASSWORD_MARK.length());
  }
}
