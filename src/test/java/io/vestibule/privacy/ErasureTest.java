package io.vestibule.privacy;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.audio.ObjectStorage;
import io.vestibule.audit.AuditTrail;
import io.vestibule.contract.Erasure;
import io.vestibule.credential.PasswordHashing;
import io.vestibule.crypto.Password;
import io.vestibule.identity.ExternalUser;
import io.vestibule.identity.FederatedIdentities;
import io.vestibule.identity.FederatedIdentity;
import io.vestibule.identity.ProvisioningResult;
import io.vestibule.identity.ProvisioningService;
import io.vestibule.privacy.ErasureService.Outcome;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.spi.PersonalData;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Examinations;
import io.vestibule.testing.TableScans;
import io.vestibule.testing.VaultClient;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.usage.ApiTokenOwner;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
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

/** {@code DELETE /api/user}: nothing remains. */
@QuarkusTest
class ErasureTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Inject TableScans stores;
  @Inject AccountService accounts;
  @Inject ErasureStore erasures;
  @Inject FederatedIdentities identities;
  @Inject PasswordHashing hashing;
  @Inject FreshAuthentication fresh;
  @Inject LoginThrottle throttle;
  @Inject AuditTrail trail;
  @Inject ProvisioningService provisioning;
  @Inject ErasureConfig config;
  @Inject ObjectStorage objects;
  @Inject InstantSource clock;
  @Inject @All List<PersonalData> slices;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | INVALID_REQUEST",
        "{\"password\":\"\"} | INVALID_REQUEST",
        "{\"password\":1} | INVALID_REQUEST",
        "{\"password\":\"wrong\"} | INVALID_PASSWORD",
      })
  void withoutTheCorrectPasswordNothingIsErased(String body, ErrorCode expected) {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    assertProblem(customer.session().body(body).delete("/api/user"), expected);

    customer.session().get("/api/user").then().statusCode(200);
    customer.use(1, null).then().statusCode(200);
  }

  @Test
  void itRequiresAValidSession() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
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
  void noTableHasDataAfterwards() {
    ApiTokenOwner customer = withDataInEveryTable();
    ApiTokenOwner other = withDataInEveryTable();
    assertTrue(traces(customer).size() >= 6, () -> traces(customer).toString());

    erase(customer).then().statusCode(204);
    service(clock, slices).resume().await().atMost(PATIENCE);

    Map<String, Long> left = traces(customer);
    // An event may have been queued for its table; the second pass erases it.
    left.remove("vestibule-security-events");
    assertEquals(Map.of("vestibule-erasures", 1L), left, "what remembers the second pass");
    laterPass(1);
    assertEquals(Map.of(), traces(customer));
    other.session().get("/api/user").then().statusCode(200);
    assertEquals(3, other.count());
    other.session().get("/api/user/audio-files").then().body("audio_files.size()", equalTo(3));
  }

  /** An upload URL from before the erasure stays valid for its lifetime. */
  @Test
  void objectUploadedAfterTheErasureIsDeletedByTheSecondPass() {
    Person ada = Api.register();
    Response place = VaultClient.uploadUrl(ada, 10);
    ada.request()
        .body(Map.of("password", ada.password()))
        .delete("/api/user")
        .then()
        .statusCode(204);
    assertEquals(200, VaultClient.put(place, VaultClient.bytes(10)).statusCode());
    String key = place.path("s3_key");

    Instant erased = clock.instant();
    poll(() -> erased.plus(lateWrites()).minusSeconds(90), slices);
    assertTrue(objects.find(key).await().atMost(PATIENCE).isPresent(), "the URL is still valid");
    poll(() -> erased.plus(lateWrites()).plusSeconds(5), slices);
    assertTrue(objects.find(key).await().atMost(PATIENCE).isEmpty());
  }

  @Test
  void noTokenWorksAfterwards() {
    ApiTokenOwner customer = withDataInEveryTable();

    Examinations.assertHolds(
        new Erasure(new SecureRandom()), customer.email(), customer.password());

    assertProblem(customer.session().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertProblem(customer.use(1, "named"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void theAddressIsFreeAndItsNextOwnerSeesNoOldData() {
    ApiTokenOwner customer = withDataInEveryTable();
    erase(customer).then().statusCode(204);

    var again = post("/api/register", credentials(customer.email(), freshPassword()));

    again.then().statusCode(201);
    RequestSpecification next = Api.bearer(again.path("token"));
    next.get("/api/user/audio-files").then().body("audio_files.size()", equalTo(0));
    next.get("/api/user/usage").then().body("usage_count", equalTo(0));
    laterPass(1);
    next.get("/api/user").then().statusCode(200).body("email", equalTo(customer.email()));
  }

  /** Interrupts the erasure at each step in turn, as a crash of the server does. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void anInterruptedErasureIsCompletedByTheNextPoll(int step) {
    ApiTokenOwner customer = withDataInEveryTable();
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
  void onlyOneOfTwoServersResumes() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    erasures
        .start(customer.userId(), clock.instant(), clock.instant().minusSeconds(60))
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
  void aNewAccountWithTheSameIdIsKept() {
    String subject = UUID.randomUUID().toString();
    open(subject, clock.instant());
    erasures
        .start(subject, clock.instant(), clock.instant().minusSeconds(60))
        .await()
        .atMost(PATIENCE);
    poll(clock, slices);

    ProvisioningResult back = open(subject, clock.instant().plusSeconds(60));
    assertEquals(ProvisioningResult.Outcome.CREATED, back.outcome());
    assertEquals(subject, back.account().userId());
    Map<String, Long> theirs = stores.rowsThatSay(List.of(subject));
    assertEquals(1L, theirs.remove("vestibule-erasures"), theirs::toString);
    laterPass(1);

    assertEquals(theirs, stores.rowsThatSay(List.of(subject)));
    assertEquals(
        ProvisioningResult.Outcome.FOUND,
        open(subject, clock.instant().plusSeconds(120)).outcome());
  }

  @Test
  void anAccountThatIsNotMarkedIsNotRemoved() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    erasures.removeAccount(customer.userId(), customer.email()).await().atMost(PATIENCE);

    customer.session().get("/api/user").then().statusCode(200);
    post("/api/login", credentials(customer.email(), customer.password())).then().statusCode(200);
  }

  @Test
  void aPassIsTheSecondOnlyIfItStartedWithoutTheAccount() {
    ApiTokenOwner customer = withDataInEveryTable();
    erasures
        .start(customer.userId(), clock.instant(), clock.instant().minusSeconds(60))
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
  void itContinuesAfterTheRequestTimedOut() {
    ApiTokenOwner customer = withDataInEveryTable();
    Held held = new Held(customer.userId(), slices.get(0));
    ErasureService service =
        new ErasureService(
            accounts,
            erasures,
            hashing,
            fresh,
            throttle,
            trail,
            new ShortPatience(config),
            with(held),
            clock,
            new SimpleMeterRegistry());

    assertEquals(Outcome.UNDER_WAY, eraseBy(service, customer));
    assertFalse(accounts.findStored(customer.userId()).await().atMost(PATIENCE).isPresent());
    assertTrue(accounts.exists(customer.userId()).await().atMost(PATIENCE));
    held.gate().complete(null);

    Eventually.holds(
        () -> assertFalse(accounts.exists(customer.userId()).await().atMost(PATIENCE)));
  }

  @Test
  void anAccountThatIsBeingErasedCannotBeChanged() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    erasures
        .start(customer.userId(), clock.instant(), clock.instant().plusSeconds(600))
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

  /** A login row that is written now would not be erased: its account no longer lists it. */
  @Test
  void anAccountThatIsBeingErasedGetsNoFurtherIdentity() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    FederatedIdentity identity =
        new FederatedIdentity("https://issuer.example", UUID.randomUUID().toString());
    erasures
        .start(customer.userId(), clock.instant(), clock.instant().plusSeconds(600))
        .await()
        .atMost(PATIENCE);

    ApiException refused =
        assertThrows(
            ApiException.class,
            () -> identities.link(customer.userId(), identity, "google").await().atMost(PATIENCE));

    assertEquals(ErrorCode.USER_NOT_FOUND, refused.code());
    assertEquals(Map.of(), stores.rowsThatSay(List.of(identity.subject())));
  }

  private static io.restassured.response.Response erase(ApiTokenOwner customer) {
    return customer.session().body(Map.of("password", customer.password())).delete("/api/user");
  }

  private static Outcome eraseBy(ErasureService service, ApiTokenOwner customer) {
    return service
        .erase(
            Caller.inSession(
                customer.userId(), "session of a test", Authentication.at(null, "pwd")),
            Optional.of(Password.of(customer.password())))
        .await()
        .atMost(PATIENCE);
  }

  /** Polls that many times after every lease and delay is over. */
  private void laterPass(int times) {
    Duration wait = ErasureService.LEASE.plus(lateWrites()).plusSeconds(1);
    Instant later = clock.instant().plus(wait.multipliedBy(times));
    poll(() -> later, slices);
  }

  private Duration lateWrites() {
    return slices.stream()
        .map(PersonalData::lateWrites)
        .max(Comparator.naturalOrder())
        .filter(late -> late.compareTo(config.secondPassAfter()) > 0)
        .orElse(config.secondPassAfter());
  }

  private void poll(InstantSource time, List<PersonalData> data) {
    ErasureService service = service(time, data);
    // Erasures of other tests may be due, too: more than one poll processes.
    for (int look = 0; look < 5; look++) {
      service.resume().await().atMost(PATIENCE);
    }
  }

  private ErasureService service(InstantSource time, List<PersonalData> data) {
    return new ErasureService(
        accounts,
        erasures,
        hashing,
        fresh,
        throttle,
        trail,
        config,
        data,
        time,
        new SimpleMeterRegistry());
  }

  /** All contributors, one of them held. */
  private List<PersonalData> with(Held held) {
    return slices.stream()
        .map(contributor -> contributor == held.contributor() ? held : contributor)
        .toList();
  }

  private ProvisioningResult open(String subject, Instant provenAt) {
    ExternalUser person =
        new ExternalUser(
            new FederatedIdentity("https://issuer.example", subject),
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
    return provisioning.provision(person).await().atMost(PATIENCE);
  }

  private Map<String, Long> traces(ApiTokenOwner customer) {
    return stores.rowsThatSay(List.of(customer.userId(), customer.email()));
  }

  /** A user with rows in every table: profile, recordings, sessions, usage, events. */
  private static ApiTokenOwner withDataInEveryTable() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
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

  /** A contributor whose store fails. */
  private record Broken(PersonalData contributor) implements PersonalData {
    @Override
    public String name() {
      return contributor.name();
    }

    @Override
    public int order() {
      return contributor.order();
    }

    @Override
    public Uni<Page> read(String userId, Optional<String> from) {
      return contributor.read(userId, from);
    }

    @Override
    public Uni<Boolean> erase(String userId) {
      return Uni.createFrom().failure(new IllegalStateException("killed by a test"));
    }
  }

  /**
   * A contributor that is slow for one user.
   *
   * @param reached counted down when the erasure reaches it
   * @param gate opens when it may continue
   */
  private record Held(
      String userId,
      PersonalData contributor,
      CompletableFuture<Void> reached,
      CompletableFuture<Void> gate)
      implements PersonalData {
    Held(String userId, PersonalData contributor) {
      this(userId, contributor, new CompletableFuture<>(), new CompletableFuture<>());
    }

    @Override
    public String name() {
      return contributor.name();
    }

    @Override
    public int order() {
      return contributor.order();
    }

    @Override
    public Uni<Page> read(String user, Optional<String> from) {
      return contributor.read(user, from);
    }

    @Override
    public Uni<Boolean> erase(String user) {
      if (!user.equals(userId)) {
        return contributor.erase(user);
      }
      reached.complete(null);
      return Uni.createFrom().completionStage(gate).chain(() -> contributor.erase(user));
    }
  }

  private record ShortPatience(ErasureConfig config) implements ErasureConfig {
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
