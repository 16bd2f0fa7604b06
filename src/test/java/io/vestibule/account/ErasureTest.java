package io.vestibule.account;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.ErasureService.Outcome;
import io.vestibule.audit.AuditTrail;
import io.vestibule.crypto.Password;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.usage.ApiCustomer;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.PersonalData;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code DELETE /api/user}, and what it leaves behind: nothing. */
@QuarkusTest
class ErasureTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Inject Stores stores;
  @Inject AccountStore accounts;
  @Inject ErasureStore erasures;
  @Inject PasswordHashing hashing;
  @Inject LoginThrottle throttle;
  @Inject AuditTrail trail;
  @Inject ForeignLogins logins;
  @Inject ErasureConfig config;
  @Inject InstantSource clock;
  @Inject @All List<PersonalData> slices;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | INVALID_REQUEST",
        "{} | INVALID_REQUEST",
        "{\"password\":\"\"} | INVALID_REQUEST",
        "{\"password\":null} | INVALID_REQUEST",
        "{\"password\":1} | INVALID_REQUEST",
        "{\"password\":\"wrong\"} | INVALID_PASSWORD",
      })
  void withoutThePasswordNothingIsErased(String body, ErrorCode expected) {
    ApiCustomer customer = ApiCustomer.signUp();

    assertProblem(customer.session().body(body).delete("/api/user"), expected);

    customer.session().get("/api/user").then().statusCode(200);
    customer.use(1, null).then().statusCode(200);
  }

  @Test
  void itTakesALiveSession() {
    ApiCustomer customer = ApiCustomer.signUp();
    Map<String, String> password = Map.of("password", customer.password());

    assertProblem(Api.json().body(password).delete("/api/user"), ErrorCode.TOKEN_MISSING);
    assertProblem(
        Api.bearer(customer.apiToken()).body(password).delete("/api/user"),
        ErrorCode.TOKEN_INVALID);
    customer.session().post("/api/auth/logout").then().statusCode(204);
    assertProblem(customer.session().body(password).delete("/api/user"), ErrorCode.TOKEN_INVALID);
    post("/api/login", credentials(customer.email(), customer.password())).then().statusCode(200);
  }

  @Test
  void everythingIsGoneFromEveryTable() {
    ApiCustomer customer = withMuch();
    ApiCustomer other = withMuch();
    assertTrue(traces(customer).size() >= 6, () -> traces(customer).toString());

    erase(customer).then().statusCode(204);
    service(clock, slices).resume().await().atMost(PATIENCE);

    Map<String, Long> left = traces(customer);
    // An event may have been on its way to its table; the second pass is for that, too.
    left.remove("vestibule-security-events");
    assertEquals(Map.of("vestibule-erasures", 1L), left, "what remembers the second pass");
    laterPass(1);
    assertEquals(Map.of(), traces(customer));
    other.session().get("/api/user").then().statusCode(200);
    assertEquals(3, other.count());
    other.session().get("/api/user/audio-files").then().body("audio_files.size()", equalTo(3));
  }

  @Test
  void nothingOfTheirsWorksAnyMore() {
    ApiCustomer customer = withMuch();

    erase(customer).then().statusCode(204);

    assertProblem(customer.session().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertProblem(customer.use(1, null), ErrorCode.TOKEN_INVALID);
    assertProblem(customer.use(1, "named"), ErrorCode.TOKEN_INVALID);
    assertProblem(
        post("/api/login", credentials(customer.email(), customer.password())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
  }

  @Test
  void theAddressIsFreeAndItsNextOwnerSeesNothing() {
    ApiCustomer customer = withMuch();
    erase(customer).then().statusCode(204);

    var again = post("/api/register", credentials(customer.email(), freshPassword()));

    again.then().statusCode(201);
    RequestSpecification next = Api.bearer(again.path("token"));
    next.get("/api/user/audio-files").then().body("audio_files.size()", equalTo(0));
    next.get("/api/user/usage").then().body("usage_count", equalTo(0));
    laterPass(1);
    next.get("/api/user").then().statusCode(200).body("email", equalTo(customer.email()));
  }

  /** Breaks off at each step in turn, as a server does that dies. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aBrokenOffErasureIsFinishedByTheNextLook(int step) {
    ApiCustomer customer = withMuch();
    List<PersonalData> ordered = new ArrayList<>(slices);
    ordered.sort(
        java.util.Comparator.comparing(PersonalData::order).thenComparing(PersonalData::name));
    int broken = Math.min(step, ordered.size() - 1);
    ordered.set(broken, new Broken(ordered.get(broken)));

    Outcome outcome = eraseBy(service(clock, ordered), customer);

    assertEquals(Outcome.UNDER_WAY, outcome);
    assertProblem(
        post("/api/login", credentials(customer.email(), customer.password())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    assertProblem(
        post("/api/auth/signup", credentials(customer.email(), freshPassword())),
        ErrorCode.USER_EXISTS_AT_SIGNUP);
    if (step > 0) {
      assertProblem(customer.session().get("/api/user"), ErrorCode.TOKEN_INVALID);
    }
    service(clock, slices).resume().await().atMost(PATIENCE);
    assertFalse(traces(customer).isEmpty(), "it is another server's until its lease is over");

    laterPass(1);
    laterPass(2);

    assertEquals(Map.of(), traces(customer));
    post("/api/auth/signup", credentials(customer.email(), freshPassword())).then().statusCode(201);
  }

  @Test
  void ofTwoServersOneGoesOn() {
    ApiCustomer customer = ApiCustomer.signUp();
    erasures
        .begin(customer.userId(), clock.instant(), clock.instant().minusSeconds(60))
        .await()
        .atMost(PATIENCE);
    ErasureStore.Due due =
        erasures.due(clock.instant(), 100).await().atMost(PATIENCE).stream()
            .filter(erasure -> erasure.userId().equals(customer.userId()))
            .findFirst()
            .orElseThrow();

    Instant until = clock.instant().plusSeconds(60);
    assertTrue(erasures.claim(due, until).await().atMost(PATIENCE));
    assertFalse(erasures.claim(due, until).await().atMost(PATIENCE));
  }

  @Test
  void whoComesBackUnderTheSameIdKeepsTheNewAccount() {
    String subject = UUID.randomUUID().toString();
    open(subject, clock.instant());
    erasures
        .begin(subject, clock.instant(), clock.instant().minusSeconds(60))
        .await()
        .atMost(PATIENCE);
    look(clock, slices);

    Opening back = open(subject, clock.instant().plusSeconds(60));
    assertEquals(Opening.Outcome.CREATED, back.outcome());
    assertEquals(subject, back.admission().userId());
    Map<String, Long> theirs = stores.rowsThatSay(List.of(subject));
    assertEquals(1L, theirs.remove("vestibule-erasures"), theirs::toString);
    laterPass(1);

    assertEquals(theirs, stores.rowsThatSay(List.of(subject)));
    assertEquals(Opening.Outcome.FOUND, open(subject, clock.instant().plusSeconds(120)).outcome());
  }

  @Test
  void anAccountThatIsNotMarkedIsNotRemoved() {
    ApiCustomer customer = ApiCustomer.signUp();

    erasures.removeAccount(customer.userId(), customer.email()).await().atMost(PATIENCE);

    customer.session().get("/api/user").then().statusCode(200);
    post("/api/login", credentials(customer.email(), customer.password())).then().statusCode(200);
  }

  @Test
  void onlyAPassThatBeganWithoutTheAccountIsTheSecond() {
    ApiCustomer customer = withMuch();
    erasures
        .begin(customer.userId(), clock.instant(), clock.instant().minusSeconds(60))
        .await()
        .atMost(PATIENCE);
    Held held = new Held(customer.userId(), slices.get(0));
    CompletableFuture<Void> slow = service(clock, with(held)).resume().subscribeAsCompletionStage();
    held.reached().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();

    laterPass(1);
    held.gate().complete(null);
    slow.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();

    assertEquals(1L, traces(customer).get("vestibule-erasures"), "what remembers the second pass");
    laterPass(2);
    assertEquals(Map.of(), traces(customer));
  }

  @Test
  void itGoesOnWithoutACallerWhoLostPatience() {
    ApiCustomer customer = withMuch();
    Held held = new Held(customer.userId(), slices.get(0));
    ErasureService service =
        new ErasureService(
            accounts, erasures, hashing, throttle, trail, new Impatient(config), with(held), clock);

    assertEquals(Outcome.UNDER_WAY, eraseBy(service, customer));
    assertFalse(accounts.find(customer.userId()).await().atMost(PATIENCE).isPresent());
    assertTrue(accounts.exists(customer.userId()).await().atMost(PATIENCE));
    held.gate().complete(null);

    Eventually.holds(
        () -> assertFalse(accounts.exists(customer.userId()).await().atMost(PATIENCE)));
  }

  @Test
  void anAccountThatIsBeingErasedCannotBeChanged() {
    ApiCustomer customer = ApiCustomer.signUp();
    erasures
        .begin(customer.userId(), clock.instant(), clock.instant().plusSeconds(600))
        .await()
        .atMost(PATIENCE);

    for (String path : List.of("/api/user", "/api/user/usage", "/api/user/export")) {
      assertProblem(customer.session().get(path), ErrorCode.USER_NOT_FOUND);
    }
    assertProblem(
        customer.session().body("{\"name\":\"Ada\"}").patch("/api/user"), ErrorCode.USER_NOT_FOUND);
    assertProblem(customer.session().get("/api/user/profile"), ErrorCode.USER_NOT_FOUND);
    assertProblem(customer.session().post("/api/user/api-token"), ErrorCode.USER_NOT_FOUND);
    assertProblem(erase(customer), ErrorCode.USER_NOT_FOUND);
  }

  private static io.restassured.response.Response erase(ApiCustomer customer) {
    return customer.session().body(Map.of("password", customer.password())).delete("/api/user");
  }

  private static Outcome eraseBy(ErasureService service, ApiCustomer customer) {
    return service
        .erase(
            new Caller(customer.userId(), "session of a test"),
            Optional.of(Password.of(customer.password())))
        .await()
        .atMost(PATIENCE);
  }

  /** When every lease and every wait is over, so many times. */
  private void laterPass(int times) {
    Duration wait = ErasureService.LEASE.plus(config.secondPassAfter()).plusSeconds(1);
    Instant later = clock.instant().plus(wait.multipliedBy(times));
    look(() -> later, slices);
  }

  private void look(InstantSource time, List<PersonalData> data) {
    ErasureService service = service(time, data);
    // Other tests' erasures may be due as well, more than one look takes on.
    for (int look = 0; look < 5; look++) {
      service.resume().await().atMost(PATIENCE);
    }
  }

  private ErasureService service(InstantSource time, List<PersonalData> data) {
    return new ErasureService(accounts, erasures, hashing, throttle, trail, config, data, time);
  }

  /** All slices, that one held. */
  private List<PersonalData> with(Held held) {
    return slices.stream().map(slice -> slice == held.slice() ? held : slice).toList();
  }

  private Opening open(String subject, Instant provenAt) {
    ForeignPerson person =
        new ForeignPerson(
            new ForeignLogin("https://issuer.example", subject),
            Optional.of(subject),
            null,
            null,
            false,
            null,
            null,
            null,
            null,
            Role.CUSTOMER,
            Status.ACTIVE,
            null,
            provenAt);
    return logins.open(person).await().atMost(PATIENCE);
  }

  private Map<String, Long> traces(ApiCustomer customer) {
    return stores.rowsThatSay(List.of(customer.userId(), customer.email()));
  }

  /** Somebody with rows in every table: profile, recordings, sessions, usage, events. */
  private static ApiCustomer withMuch() {
    ApiCustomer customer = ApiCustomer.signUp();
    customer.use(2, null).then().statusCode(200);
    customer.use(1, "named").then().statusCode(200);
    customer
        .session()
        .body(Map.of("displayName", "Ada"))
        .put("/api/user/profile")
        .then()
        .statusCode(200);
    for (int number = 0; number < 3; number++) {
      customer
          .session()
          .body(Map.of("s3_key", "users/" + customer.userId() + "/" + number))
          .post("/api/audio-file")
          .then()
          .statusCode(201);
    }
    for (int number = 0; number < 2; number++) {
      post("/api/auth/login", credentials(customer.email(), customer.password()))
          .then()
          .statusCode(200);
    }
    return customer;
  }

  /** A slice whose store went away. */
  private record Broken(PersonalData slice) implements PersonalData {
    @Override
    public String name() {
      return slice.name();
    }

    @Override
    public int order() {
      return slice.order();
    }

    @Override
    public Uni<Page> read(String userId, Optional<String> from) {
      return slice.read(userId, from);
    }

    @Override
    public Uni<Boolean> erase(String userId) {
      return Uni.createFrom().failure(new IllegalStateException("killed by a test"));
    }
  }

  /**
   * A slice that is slow for one user.
   *
   * @param reached when their erasure has come to it
   * @param gate when it may go on
   */
  private record Held(
      String userId,
      PersonalData slice,
      CompletableFuture<Void> reached,
      CompletableFuture<Void> gate)
      implements PersonalData {
    Held(String userId, PersonalData slice) {
      this(userId, slice, new CompletableFuture<>(), new CompletableFuture<>());
    }

    @Override
    public String name() {
      return slice.name();
    }

    @Override
    public int order() {
      return slice.order();
    }

    @Override
    public Uni<Page> read(String user, Optional<String> from) {
      return slice.read(user, from);
    }

    @Override
    public Uni<Boolean> erase(String user) {
      if (!user.equals(userId)) {
        return slice.erase(user);
      }
      reached.complete(null);
      return Uni.createFrom().completionStage(gate).chain(() -> slice.erase(user));
    }
  }

  private record Impatient(ErasureConfig config) implements ErasureConfig {
    @Override
    public Duration resumeEvery() {
      return config.resumeEvery();
    }

    @Override
    public Duration secondPassAfter() {
      return config.secondPassAfter();
    }

    @Override
    public Duration patience() {
      return Duration.ofMillis(1);
    }
  }
}
