package io.vestibule.passkey;

import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Problems.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Status;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Passkeys;
import io.vestibule.testing.Passkeys.Options;
import io.vestibule.testing.Resets;
import io.vestibule.testing.Rows;
import io.vestibule.testing.SoftwareAuthenticator;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Registration, sign-in and administration of passkeys. */
@QuarkusTest
class PasskeysTest {
  private static final String OWN = "/api/user/passkeys";
  private static final String LOGIN = "/api/auth/passkey";
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @Inject MutableClock clock;
  @Inject AccountService accounts;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @Test
  void aPasskeyIsRegisteredAndListed() {
    Person person = Api.register();
    SoftwareAuthenticator device = SoftwareAuthenticator.of(person.userId());
    device.aaguid = UUID.fromString("fbfc3007-154e-4ecc-8c0b-6e020557d7bd");
    device.flags |= SoftwareAuthenticator.BACKUP_ELIGIBLE | SoftwareAuthenticator.BACKED_UP;
    device.prf = true;

    Passkeys.register(person, device)
        .then()
        .statusCode(201)
        .body("id", equalTo(device.id()))
        .body("name", equalTo("Apple Passwords"))
        .body("backed_up", equalTo(true))
        .body("prf", equalTo(true))
        .body("opens_recordings", equalTo(false));
    Map<String, Object> named = Passkeys.registration(person, Passkeys.register(person));
    assertProblem(person.request().body(named).post(OWN), ErrorCode.PASSKEY_EXISTS);

    person
        .request()
        .get(OWN)
        .then()
        .statusCode(200)
        .body("passkeys", hasSize(2))
        .body("passkeys[0].id", equalTo(device.id()))
        .body("passkeys[0].created_at", notNullValue())
        .body("passkeys[0].last_used_at", nullValue())
        .body("passkeys[1].name", equalTo("Passkey"));
    assertAudited(person, "factor-addition");
  }

  @Test
  void theOptionsOfARegistrationNameUserAndExistingPasskeys() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);

    person
        .request()
        .post(OWN + "/options")
        .then()
        .statusCode(200)
        .body("public_key.rp.id", equalTo("vestibule.test"))
        .body("public_key.user.name", equalTo(person.email()))
        .body(
            "public_key.user.id",
            equalTo(SoftwareAuthenticator.base64(person.userId().getBytes(UTF_8))))
        .body("public_key.pubKeyCredParams.alg", contains(-7, -8, -257))
        .body("public_key.authenticatorSelection.residentKey", equalTo("required"))
        .body("public_key.authenticatorSelection.userVerification", equalTo("required"))
        .body("public_key.attestation", equalTo("none"))
        .body("public_key.excludeCredentials.id", contains(device.id()))
        .body(
            "public_key.extensions.prf.eval.first",
            equalTo("BDVdu20AImDuODwfujkn7vq4T-mpL-1Wk4Fv0qzFlmA"));
  }

  @Test
  void aBearerSessionIsOpened() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);

    Response answer = Passkeys.logIn(device);

    answer
        .then()
        .statusCode(200)
        .body("user_id", equalTo(person.userId()))
        .body("audio_key.key_id", equalTo("k1"));
    String token = answer.path("token");
    Api.bearer(token)
        .get("/api/auth/session")
        .then()
        .statusCode(200)
        .body("session.amr", contains("hwk", "user"))
        .body("session.auth_time", notNullValue());
    assertAudited(person, "login");
    person.request().get(OWN).then().body("passkeys[0].last_used_at", notNullValue());
  }

  @Test
  void aCookieSessionIsOpened() {
    SoftwareAuthenticator device = Passkeys.register(Api.register());
    Map<String, Object> login = Passkeys.login(device);
    login.remove("session");

    Response answer = json().body(login).post(LOGIN);

    answer.then().statusCode(200).body("token", nullValue()).body("api_token", notNullValue());
    Api.withCookie(answer.cookie("auth_token")).get("/api/auth/session").then().statusCode(200);
  }

  @Test
  void theOptionsOfALoginNameNobody() {
    json()
        .post(LOGIN + "/options")
        .then()
        .statusCode(200)
        .body("public_key.rpId", equalTo("vestibule.test"))
        .body("public_key.allowCredentials", hasSize(0))
        .body("public_key.userVerification", equalTo("required"));
  }

  @Test
  void aStateWorksOnce() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    Map<String, Object> login = Passkeys.login(device);
    json().body(login).post(LOGIN).then().statusCode(200);

    assertProblem(json().body(login).post(LOGIN), ErrorCode.PASSKEY_INVALID);

    SoftwareAuthenticator other = SoftwareAuthenticator.of(person.userId());
    Map<String, Object> registration = Passkeys.registration(person, other);
    person.request().body(registration).post(OWN).then().statusCode(201);
    person.request().delete(OWN + "/" + other.id()).then().statusCode(204);
    assertProblem(person.request().body(registration).post(OWN), ErrorCode.PASSKEY_NOT_CREATED);
  }

  @Test
  void oneOfManyThatUseAStateAtOnceIsLetIn() {
    SoftwareAuthenticator device = Passkeys.register(Api.register());
    Map<String, Object> login = Passkeys.login(device);

    List<Integer> answers =
        Concurrently.run(8, number -> json().body(login).post(LOGIN).statusCode());

    assertEquals(1, answers.stream().filter(status -> status == 200).count(), answers::toString);
    assertEquals(7, answers.stream().filter(status -> status == 401).count(), answers::toString);
  }

  @Test
  void aStateExpires() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    Map<String, Object> login = Passkeys.login(device);
    Map<String, Object> registration =
        Passkeys.registration(person, SoftwareAuthenticator.of(person.userId()));

    clock.advance(Duration.ofMinutes(5));

    assertProblem(json().body(login).post(LOGIN), ErrorCode.PASSKEY_INVALID);
    assertProblem(person.request().body(registration).post(OWN), ErrorCode.PASSKEY_NOT_CREATED);
  }

  @Test
  void aStateOfAnotherPurposeOrUserIsRefused() {
    Person person = Api.register();
    Person stranger = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    Options ofRegistration = Passkeys.registrationOptions(person);
    Options ofLogin = Passkeys.loginOptions();
    Options ofStranger = Passkeys.registrationOptions(stranger);
    SoftwareAuthenticator fresh = SoftwareAuthenticator.of(person.userId());

    assertProblem(
        json()
            .body(Passkeys.body(ofRegistration.state(), device.get(ofRegistration.challenge())))
            .post(LOGIN),
        ErrorCode.PASSKEY_INVALID);
    for (Options wrong : List.of(ofLogin, ofStranger)) {
      assertProblem(
          person
              .request()
              .body(Passkeys.body(wrong.state(), fresh.create(wrong.challenge())))
              .post(OWN),
          ErrorCode.PASSKEY_NOT_CREATED);
    }
    // A challenge of one ceremony with the state of another.
    assertProblem(
        json()
            .body(Passkeys.body(ofLogin.state(), device.get(Passkeys.loginOptions().challenge())))
            .post(LOGIN),
        ErrorCode.PASSKEY_INVALID);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("foreign origin", device -> device.origin = "https://vestibule.test.example"),
        fault("other relying party", device -> device.rpId = "example.org"),
        fault("no user verification", device -> device.flags = SoftwareAuthenticator.USER_PRESENT),
        fault("frame of another page", device -> device.crossOrigin = true));
  }

  private static Arguments fault(String name, Consumer<SoftwareAuthenticator> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultIsRefused(String name, Consumer<SoftwareAuthenticator> change) {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    change.accept(device);
    SoftwareAuthenticator fresh = SoftwareAuthenticator.of(person.userId());
    change.accept(fresh);

    assertProblem(Passkeys.logIn(device), ErrorCode.PASSKEY_INVALID);
    assertProblem(Passkeys.register(person, fresh), ErrorCode.PASSKEY_NOT_CREATED);
    person.request().get(OWN).then().body("passkeys", hasSize(1));
  }

  @Test
  void aCounterThatDoesNotIncreaseIsRefusedAndRecorded() {
    Person person = Api.register();
    SoftwareAuthenticator device = SoftwareAuthenticator.of(person.userId());
    device.signCount = 1;
    Passkeys.register(person, device).then().statusCode(201);
    device.signCount = 7;
    Passkeys.logIn(device).then().statusCode(200);

    assertProblem(Passkeys.logIn(device), ErrorCode.PASSKEY_INVALID);
    device.signCount = 0;
    assertProblem(Passkeys.logIn(device), ErrorCode.PASSKEY_INVALID);
    assertAudited(person, "passkey-counter");

    device.signCount = 8;
    Passkeys.logIn(device).then().statusCode(200);
  }

  @Test
  void aRemovedPasskeyIsRefused() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);

    person.request().delete(OWN + "/" + device.id()).then().statusCode(204);

    assertProblem(Passkeys.logIn(device), ErrorCode.PASSKEY_INVALID);
    assertProblem(person.request().delete(OWN + "/" + device.id()), ErrorCode.PASSKEY_NOT_FOUND);
    assertAudited(person, "factor-removal");
  }

  @Test
  void anotherUsersPasskeyIsNotReached() {
    Person person = Api.register();
    Person stranger = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    String path = OWN + "/" + device.id();

    assertProblem(stranger.request().delete(path), ErrorCode.PASSKEY_NOT_FOUND);
    assertProblem(
        stranger.request().body(Map.of("name", "Mine")).patch(path), ErrorCode.PASSKEY_NOT_FOUND);
    assertProblem(
        stranger.request().body(wrap(stranger, "k1")).put(path + "/audio-key"),
        ErrorCode.PASSKEY_NOT_FOUND);

    // The same credential id under another account opens neither for the other.
    SoftwareAuthenticator copy = SoftwareAuthenticator.of(stranger.userId());
    copy.id = device.id;
    Passkeys.register(stranger, copy).then().statusCode(201);
    copy.userHandle = device.userHandle;
    assertProblem(Passkeys.logIn(copy), ErrorCode.PASSKEY_INVALID);
    device.userHandle = stranger.userId().getBytes(UTF_8);
    assertProblem(Passkeys.logIn(device), ErrorCode.PASSKEY_INVALID);
    device.userHandle = null;
    assertProblem(Passkeys.logIn(device), ErrorCode.PASSKEY_INVALID);
    device.userHandle = new byte[] {(byte) 0xff, (byte) 0xfe};
    assertProblem(Passkeys.logIn(device), ErrorCode.PASSKEY_INVALID);
  }

  @Test
  void anAccountHasAtMostTenPasskeys() {
    Person person = Api.register();
    List<Map<String, Object>> registrations = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      registrations.add(Passkeys.registration(person, SoftwareAuthenticator.of(person.userId())));
    }

    List<Integer> answers =
        Concurrently.run(
            13, number -> person.request().body(registrations.get(number)).post(OWN).statusCode());

    assertEquals(10, answers.stream().filter(status -> status == 201).count(), answers::toString);
    assertEquals(3, answers.stream().filter(status -> status == 409).count(), answers::toString);
    Response listed = person.request().get(OWN);
    listed.then().body("passkeys", hasSize(10));
    assertProblem(person.request().post(OWN + "/options"), ErrorCode.TOO_MANY_PASSKEYS);

    String first = listed.path("passkeys[0].id");
    person.request().delete(OWN + "/" + first).then().statusCode(204);
    Passkeys.register(person);
    person.request().get(OWN).then().body("passkeys", hasSize(10));
  }

  @Test
  void aPasskeyIsRenamed() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    String path = OWN + "/" + device.id();

    person
        .request()
        .body(Map.of("name", " Büro 🔑 "))
        .patch(path)
        .then()
        .statusCode(200)
        .body("name", equalTo("Büro 🔑"));
    for (String refused : List.of("", " ", "a\u0000b", "a\u202eb", "a\nb", "x".repeat(65))) {
      assertProblem(
          person.request().body(Map.of("name", refused)).patch(path), ErrorCode.INVALID_REQUEST);
    }
    assertProblem(person.request().body("{}").patch(path), ErrorCode.INVALID_REQUEST);
    person.request().get(OWN).then().body("passkeys.name", contains("Büro 🔑"));
  }

  @Test
  void changesNeedAFreshAuthentication() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    Map<String, Object> registration =
        Passkeys.registration(person, SoftwareAuthenticator.of(person.userId()));
    String path = OWN + "/" + device.id();

    clock.advance(Duration.ofMinutes(11));

    assertProblem(person.request().post(OWN + "/options"), ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(
        person.request().body(registration).post(OWN), ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(person.request().delete(path), ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(
        person.request().body(wrap(person, "k1")).put(path + "/audio-key"),
        ErrorCode.REAUTHENTICATION_REQUIRED);
    person.request().get(OWN).then().statusCode(200);
    person.request().body(Map.of("name", "Desk")).patch(path).then().statusCode(200);

    String token = Passkeys.logIn(device).path("token");
    Api.bearer(token).delete(path).then().statusCode(204);
  }

  @Test
  void theRoutesNeedASession() {
    assertProblem(json().get(OWN), ErrorCode.TOKEN_MISSING);
    assertProblem(json().post(OWN + "/options"), ErrorCode.TOKEN_MISSING);
    assertProblem(json().body("{}").post(OWN), ErrorCode.TOKEN_MISSING);
    assertProblem(json().delete(OWN + "/abcd"), ErrorCode.TOKEN_MISSING);
  }

  @Test
  void aSuspendedAccountIsRefused() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    accounts.setStatus(person.userId(), Status.SUSPENDED).await().atMost(TIMEOUT);

    assertProblem(Passkeys.logIn(device), ErrorCode.ACCOUNT_SUSPENDED);
  }

  @Test
  void anAudioKeyIsStoredForAPasskey() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    SoftwareAuthenticator other = Passkeys.register(person);
    Map<String, Object> wrap = wrap(person, "k1");
    String path = OWN + "/" + device.id() + "/audio-key";

    person.request().body(wrap).put(path).then().statusCode(204);

    person.request().get(OWN).then().body("passkeys.opens_recordings", contains(true, false));
    Passkeys.logIn(device)
        .then()
        .statusCode(200)
        .body("audio_key.wraps.kind", contains("password", "passkey"))
        .body("audio_key.wraps[1].id", equalTo("k1:passkey:" + device.id()))
        .body("audio_key.wraps[1].passkey_id", equalTo(device.id()))
        .body("audio_key.wraps[1].key_id", equalTo("k1"))
        .body("audio_key.wraps[1].wrapped", equalTo(wrap.get("wrapped")))
        .body("audio_key.wraps[1].aad", equalTo(wrap.get("aad")))
        .body("audio_key.wraps[1].prf_salt", equalTo(wrap.get("prf_salt")));
    Passkeys.logIn(other).then().body("audio_key.wraps.kind", contains("password"));
    // A password gives no wrap of a passkey.
    Api.post("/api/login", Api.credentials(person.email(), person.password()))
        .then()
        .body("audio_key.wraps.kind", contains("password"));
    assertAudited(person, "passkey-audio-key");
  }

  /** After a reset without recovery key the account has two keys; a passkey may wrap both. */
  @Test
  void aPasskeyWrapsEveryKeyOfTheAccount() {
    Person before = Api.register();
    assertProblem(
        before
            .request()
            .body(wrap(before, "k2"))
            .put(OWN + "/" + Passkeys.register(Api.register()).id() + "/audio-key"),
        ErrorCode.INVALID_REQUEST);
    Person person = Resets.forgotPassword(before);
    SoftwareAuthenticator device = Passkeys.register(person);
    String path = OWN + "/" + device.id() + "/audio-key";

    person.request().body(wrap(person, "k1")).put(path).then().statusCode(204);
    person.request().get(OWN).then().body("passkeys.opens_recordings", contains(false));
    person.request().body(wrap(person, "k2")).put(path).then().statusCode(204);

    person.request().get(OWN).then().body("passkeys.opens_recordings", contains(true));
    Response login = Passkeys.logIn(device);
    login.then().statusCode(200).body("audio_key.key_id", equalTo("k2"));
    List<String> ofPasskey = login.path("audio_key.wraps.findAll { it.kind == 'passkey' }.key_id");
    assertEquals(Set.of("k1", "k2"), Set.copyOf(ofPasskey));
  }

  static Stream<Arguments> refusedWraps() {
    return Stream.of(
        Arguments.of("aad of another user", "aad", "vestibule/audio-key/v1/" + UUID.randomUUID()),
        Arguments.of("unknown key", "key_id", "k7"),
        Arguments.of("no key id", "key_id", "1"),
        Arguments.of("too short", "wrapped", SoftwareAuthenticator.base64(new byte[59])),
        Arguments.of("no base64", "wrapped", "*".repeat(80)),
        Arguments.of("long salt", "prf_salt", SoftwareAuthenticator.base64(new byte[65])),
        Arguments.of("number", "prf_salt", 7),
        Arguments.of("object", "wrapped", Map.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedWraps")
  void aWrapOfTheWrongFormIsRefused(String name, String member, Object value) {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    Map<String, Object> wrap = wrap(person, "k1");
    wrap.put(member, value);

    assertProblem(
        person.request().body(wrap).put(OWN + "/" + device.id() + "/audio-key"),
        ErrorCode.INVALID_REQUEST);
  }

  static Stream<Arguments> hostile() {
    String name = "x".repeat(50_000);
    return Stream.of(
        Arguments.of("{}"),
        Arguments.of("[]"),
        Arguments.of("{\"state\":7,\"credential\":{}}"),
        Arguments.of("{\"state\":\"" + name + "\",\"credential\":{}}"),
        Arguments.of("{\"state\":\"x\",\"credential\":[]}"),
        Arguments.of("{\"state\":\"x\",\"credential\":null}"),
        Arguments.of(credential("{\"id\":\"" + name + "\"}")),
        Arguments.of(credential("{\"id\":\"\",\"type\":\"public-key\"}")),
        Arguments.of(credential("{\"id\":7,\"type\":\"public-key\"}")),
        Arguments.of(credential("{\"id\":\"YWJj\",\"type\":\"password\"}")),
        Arguments.of(credential("{\"id\":\"YWJj\",\"rawId\":\"YWJk\",\"type\":\"public-key\"}")),
        Arguments.of(credential("{\"id\":\"YWJj\",\"type\":\"public-key\",\"response\":7}")),
        Arguments.of(credential("{\"id\":\"YWJj\",\"type\":\"public-key\",\"response\":{}}")),
        Arguments.of(response("\"" + name + "\"", "\"e30\"", "\"e30\"")),
        Arguments.of(response("\"e30\"", "\"" + name + "\"", "\"e30\"")),
        Arguments.of(response("\"e30\"", "\"e30\"", "\"" + name + "\"")),
        Arguments.of(response("\"e30\"", "{}", "\"e30\"")),
        Arguments.of(response("\"e3+0\"", "\"e30\"", "\"e30\"")),
        Arguments.of(response("\"e30\"", "\"e30\"", "\"e30\"")),
        Arguments.of(response("\"e30\"", "\"nw\"", "\"nw\"")));
  }

  private static String credential(String json) {
    return "{\"state\":\"x\",\"credential\":" + json + "}";
  }

  private static String response(String clientData, String data, String signature) {
    return credential(
        "{\"id\":\"YWJj\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":"
            + clientData
            + ",\"authenticatorData\":"
            + data
            + ",\"attestationObject\":"
            + data
            + ",\"signature\":"
            + signature
            + ",\"userHandle\":\"YWJj\"}}");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileBodiesAreRefused(String body) {
    Person person = Api.register();

    assertRefused(json().body(body).post(LOGIN));
    assertRefused(person.request().body(body).post(OWN));
  }

  @Test
  void hostileIdsInPathsAreRefused() {
    Person person = Api.register();
    for (String id : List.of("x".repeat(3_000), "a.b", "totp", "%F0%9F%94%91")) {
      Stream.of(
              person.request().urlEncodingEnabled(false).delete(OWN + "/" + id),
              person
                  .request()
                  .urlEncodingEnabled(false)
                  .body("{\"name\":\"a\"}")
                  .patch(OWN + "/" + id),
              person
                  .request()
                  .urlEncodingEnabled(false)
                  .body(wrap(person, "k1"))
                  .put(OWN + "/" + id + "/audio-key"))
          .forEach(PasskeysTest::assertRefused);
    }
  }

  /** The results of the PRF extension are keys. */
  @Test
  void resultsOfThePrfAreRefused() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    Map<String, Object> results = Map.of("prf", Map.of("results", Map.of("first", "e30")));
    Options options = Passkeys.loginOptions();
    Map<String, Object> credential = device.get(options.challenge());
    credential.put("clientExtensionResults", results);

    Response answer = json().body(Passkeys.body(options.state(), credential)).post(LOGIN);

    assertProblem(answer, ErrorCode.INVALID_REQUEST);
    answer.then().body("field", equalTo("credential.clientExtensionResults.prf.results"));
  }

  @Test
  void anOversizedIdIsRefused() {
    Person person = Api.register();
    SoftwareAuthenticator device = SoftwareAuthenticator.of(person.userId());
    device.id = SoftwareAuthenticator.random(CredentialJson.MAX_ID + 1);
    assertProblem(Passkeys.register(person, device), ErrorCode.INVALID_REQUEST);

    device.id = SoftwareAuthenticator.random(CredentialJson.MAX_ID);
    Passkeys.register(person, device).then().statusCode(201);
    Passkeys.logIn(device).then().statusCode(200);
    person.request().delete(OWN + "/" + device.id()).then().statusCode(204);
  }

  @Test
  void exportAndErasureCoverPasskeys() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    person
        .request()
        .body(wrap(person, "k1"))
        .put(OWN + "/" + device.id() + "/audio-key")
        .then()
        .statusCode(204);

    Response export = person.request().get("/api/user/export");
    export
        .then()
        .statusCode(200)
        .body("passkeys[0].id", equalTo(device.id()))
        .body("passkeys[0].provider", equalTo("Passkey"))
        .body("passkeys[0].audio_keys", contains("k1"));
    assertFalse(export.asString().contains((String) wrap(person, "k1").get("wrapped")));

    person
        .request()
        .body(Map.of("password", person.password()))
        .delete("/api/user")
        .then()
        .statusCode(204);
    Eventually.within(
        60, () -> assertTrue(Rows.factors().where("user_id", person.userId()).isEmpty()));
    assertProblem(Passkeys.logIn(device), ErrorCode.PASSKEY_INVALID);
  }

  @Test
  void theOwnerIsTold() {
    Person person = Api.register();
    Rows.users().set(person.userId(), "emailVerified", AttributeValue.fromBool(true));
    int before = Rows.outbox().where("user_id", person.userId()).size();

    SoftwareAuthenticator device = Passkeys.register(person);
    assertEquals(before + 1, Rows.outbox().where("user_id", person.userId()).size());
    person.request().delete(OWN + "/" + device.id()).then().statusCode(204);
    assertEquals(before + 2, Rows.outbox().where("user_id", person.userId()).size());
  }

  @Test
  void relatedOriginsArePublished() {
    json()
        .get("/.well-known/webauthn")
        .then()
        .statusCode(200)
        .contentType(containsString("application/json"))
        .body("origins", contains("https://vestibule.test"));
  }

  private static void assertRefused(Response answer) {
    int status = answer.statusCode();
    assertTrue(status >= 400 && status < 500, () -> status + ": " + answer.asString());
  }

  private static Map<String, Object> wrap(Person person, String keyId) {
    Map<String, Object> wrap = new LinkedHashMap<>();
    wrap.put("key_id", keyId);
    wrap.put(
        "aad",
        keyId.equals("k1")
            ? "vestibule/audio-key/v1/" + person.userId()
            : "vestibule/audio-key/v2/" + keyId + "/" + person.userId());
    wrap.put("prf_salt", SoftwareAuthenticator.base64(new byte[32]));
    wrap.put("wrapped", SoftwareAuthenticator.base64(new byte[60]));
    return wrap;
  }

  private static void assertAudited(Person person, String act) {
    Eventually.within(
        60,
        () ->
            assertTrue(
                Rows.securityEvents().where("user_id", person.userId()).stream()
                    .anyMatch(event -> event.get("act").s().equals(act)),
                act + " is not in the audit log"));
  }
}
