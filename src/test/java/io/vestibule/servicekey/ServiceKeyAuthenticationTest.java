package io.vestibule.servicekey;

import static io.vestibule.testing.Problems.assertProblem;
import static io.vestibule.web.ServiceKeyScopes.KEYS_VERIFY;
import static io.vestibule.web.ServiceKeyScopes.USERS_READ;
import static io.vestibule.web.ServiceKeyScopes.USERS_WRITE;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Routes;
import io.vestibule.testing.StoreFaults;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests with {@code Authorization: Bearer vss_…}. */
@QuarkusTest
class ServiceKeyAuthenticationTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Logger AUDIT = Logger.getLogger("vestibule.audit");
  private static final String OPERATOR = "operator";

  @Inject ServiceKeys keys;
  @Inject ServiceKeyStore store;
  @Inject ServiceKeyCache cache;
  @Inject MutableClock clock;

  private final AuditLines audit = new AuditLines();
  private Person user;

  @BeforeEach
  void prepare() {
    user = Api.register();
    AUDIT.addHandler(audit);
  }

  @AfterEach
  void restore() {
    AUDIT.removeHandler(audit);
    clock.reset();
  }

  @Test
  void keyWithTheScopeReadsAnAccount() {
    BackEnd backEnd = BackEnd.withScopes(USERS_READ);

    read(backEnd).then().statusCode(200).body("email", equalTo(user.email()));
    backEnd
        .request()
        .queryParam("email", user.email())
        .get("/api/admin/users")
        .then()
        .statusCode(200)
        .body("users.user_id", equalTo(List.of(user.userId())));
  }

  /** Another administrator renames the key, and read it before it was disabled. */
  @Test
  void concurrentChangeOfTheNameDoesNotEnableTheKeyAgain() {
    BackEnd backEnd = BackEnd.withScopes(USERS_READ);
    ServiceKey read = store.find(backEnd.keyId()).await().atMost(TIMEOUT).orElseThrow().key();
    keys.change(backEnd.keyId(), change(Optional.empty(), Optional.of(false)), OPERATOR)
        .await()
        .atMost(TIMEOUT);

    store.change(read, change(Optional.of(read.name()), Optional.empty())).await().atMost(TIMEOUT);

    assertProblem(read(backEnd), ErrorCode.SERVICE_KEY_DISABLED);
  }

  private static ServiceKeyChange change(Optional<String> name, Optional<Boolean> enabled) {
    return new ServiceKeyChange(
        name, Optional.empty(), Optional.empty(), Optional.empty(), enabled);
  }

  @Test
  void missingScopeIsRefusedAndAudited() {
    BackEnd backEnd = BackEnd.withScopes(USERS_WRITE, KEYS_VERIFY);

    assertProblem(read(backEnd), ErrorCode.INSUFFICIENT_SCOPE);
    assertRefusalIsAudited(backEnd);
  }

  @Test
  void expiredKeyIsRefusedAndAudited() {
    Instant end = clock.instant().plusSeconds(3600);
    BackEnd backEnd =
        BackEnd.with(new NewServiceKey("short", List.of(USERS_READ), List.of(), Optional.of(end)));
    read(backEnd).then().statusCode(200);

    clock.advance(Duration.ofHours(1));

    assertProblem(read(backEnd), ErrorCode.SERVICE_KEY_EXPIRED);
    assertRefusalIsAudited(backEnd);
  }

  @Test
  void disabledKeyIsRefusedAndAuditedUntilItIsEnabled() {
    BackEnd backEnd = BackEnd.withScopes(USERS_READ);
    read(backEnd).then().statusCode(200);

    enable(backEnd, false);
    assertProblem(read(backEnd), ErrorCode.SERVICE_KEY_DISABLED);
    assertRefusalIsAudited(backEnd);

    enable(backEnd, true);
    read(backEnd).then().statusCode(200);
  }

  @Test
  void keyWorksOnlyFromItsNetworks() {
    BackEnd backEnd =
        BackEnd.with(
            new NewServiceKey(
                "near",
                List.of(USERS_READ),
                List.of("198.51.100.0/24", "2001:db8:7::/48"),
                Optional.empty()));

    from("198.51.100.255", backEnd).then().statusCode(200);
    from("2001:db8:7:1::9", backEnd).then().statusCode(200);
    from("::ffff:198.51.100.1", backEnd).then().statusCode(200);
    for (String elsewhere : List.of("198.51.101.1", "2001:db8:8::1")) {
      assertProblem(from(elsewhere, backEnd), ErrorCode.SERVICE_KEY_NETWORK);
    }
    assertTrue(
        audit.lines.contains(
            "act=service-key-use outcome=refused address=198.51.101.1 actor=" + backEnd.actor()));
  }

  @Test
  void revokedAndUnknownKeysAreInvalidAndAudited() {
    BackEnd backEnd = BackEnd.withScopes(USERS_READ);
    read(backEnd).then().statusCode(200);

    keys.revoke(backEnd.keyId(), OPERATOR).await().atMost(TIMEOUT);

    assertProblem(read(backEnd), ErrorCode.TOKEN_INVALID);
    assertRefusalIsAudited(backEnd);
  }

  @Test
  void malformedKeysAreInvalid() {
    String secret = BackEnd.withScopes(USERS_READ).secret();
    char last = secret.charAt(secret.length() - 1);
    String mistyped = secret.substring(0, secret.length() - 1) + (last == '0' ? '1' : '0');

    for (String wrong : List.of("vss_", mistyped, secret + "0", secret.toUpperCase(Locale.ROOT))) {
      assertProblem(
          Api.bearer(wrong).get("/api/admin/users/" + user.userId()), ErrorCode.TOKEN_INVALID);
    }
  }

  /** All guesses that wait share one read, and at most four start in a second. */
  @Test
  void guessesShareTheReadsOfTheTable() {
    BackEnd backEnd = BackEnd.withScopes(USERS_READ);
    SecureRandom random = new SecureRandom();
    List<Uni<Optional<ServiceKey>>> guesses =
        IntStream.range(0, 200)
            .mapToObj(
                guess ->
                    ServiceKeySecret.random(
                        guess % 2 == 0 ? backEnd.keyId() : "%016x".formatted(guess), random))
            .map(cache::find)
            .toList();

    List<String> requests =
        StoreFaults.requests(
            () ->
                assertTrue(
                    Uni.join().all(guesses).andFailFast().await().atMost(TIMEOUT).stream()
                        .allMatch(Optional::isEmpty)));

    assertTrue(requests.size() < 20, requests::toString);
    read(backEnd).then().statusCode(200);
  }

  @Test
  void keyOfAnotherReplicaWorksAtOnce() {
    BackEnd known = BackEnd.withScopes(USERS_READ);
    read(known).then().statusCode(200);
    ServiceKeySecret secret = ServiceKeySecret.random("00000000deadbeef", new SecureRandom());
    ServiceKey key = keys.find(known.keyId()).await().atMost(TIMEOUT);
    ServiceKey other =
        new ServiceKey(
            secret.keyId(),
            "of another replica",
            key.scopes(),
            key.ipAllow(),
            true,
            key.createdAt(),
            key.createdBy(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    store
        .create(new StoredServiceKey(other, secret.hash(), Optional.empty()), List.of())
        .await()
        .atMost(TIMEOUT);

    read(new BackEnd(other.id(), secret.reveal())).then().statusCode(200);
    keys.revoke(other.id(), OPERATOR).await().atMost(TIMEOUT);
  }

  @Test
  void cookieHoldsNoServiceKey() {
    assertProblem(
        Api.withCookie(BackEnd.withScopes(USERS_READ).secret())
            .get("/api/admin/users/" + user.userId()),
        ErrorCode.TOKEN_INVALID);
  }

  @Test
  void bothSecretsWorkUntilTheOverlapEnds() {
    BackEnd first = BackEnd.withScopes(USERS_READ);
    BackEnd second = rotate(first, Duration.ofMinutes(10));

    assertNotEquals(first.secret(), second.secret());
    read(first).then().statusCode(200);
    read(second).then().statusCode(200);

    clock.advance(Duration.ofMinutes(10));

    assertProblem(read(first), ErrorCode.TOKEN_INVALID);
    read(second).then().statusCode(200);
  }

  @Test
  void secondRotationEndsTheOldestSecretAtOnce() {
    BackEnd first = BackEnd.withScopes(USERS_READ);
    BackEnd second = rotate(first, Duration.ofDays(7));
    BackEnd third = rotate(second, Duration.ofDays(7));
    BackEnd fourth = rotate(third, Duration.ZERO);

    for (BackEnd old : List.of(first, second, third)) {
      assertProblem(read(old), ErrorCode.TOKEN_INVALID);
    }
    read(fourth).then().statusCode(200);
  }

  @Test
  void lastUseIsRecordedAtMostOnceAMinute() {
    BackEnd backEnd = BackEnd.withScopes(USERS_READ);
    assertEquals(Optional.empty(), lastUse(backEnd));

    read(backEnd).then().statusCode(200);
    Eventually.holds(() -> assertTrue(lastUse(backEnd).isPresent()));
    Optional<Instant> recorded = lastUse(backEnd);

    read(backEnd).then().statusCode(200);
    assertEquals(recorded, lastUse(backEnd));
  }

  @Test
  void keyWithEveryScopeIsNoUser() {
    BackEnd backEnd = BackEnd.withScopes(USERS_READ, USERS_WRITE);

    for (Routes.Route route : Routes.all()) {
      if (route.guarded()) {
        RequestSpecification request = backEnd.request();
        route.body().ifPresent(request::body);
        int status = request.request(route.method(), route.path()).statusCode();
        assertTrue(status >= 400 && status < 500, () -> route + " answered " + status);
      }
    }
    assertProblem(backEnd.request().get("/api/user"), ErrorCode.FORBIDDEN);
    assertProblem(backEnd.request().get("/api/user/profile"), ErrorCode.FORBIDDEN);
  }

  private Response read(BackEnd backEnd) {
    return backEnd.request().get("/api/admin/users/" + user.userId());
  }

  private Response from(String address, BackEnd backEnd) {
    return backEnd
        .request()
        .header("X-Forwarded-For", address)
        .get("/api/admin/users/" + user.userId());
  }

  private void enable(BackEnd backEnd, boolean enabled) {
    ServiceKeyChange change =
        new ServiceKeyChange(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(enabled));
    keys.change(backEnd.keyId(), change, OPERATOR).await().atMost(TIMEOUT);
  }

  private BackEnd rotate(BackEnd backEnd, Duration overlap) {
    ServiceKeyWithSecret rotated =
        keys.rotate(backEnd.keyId(), overlap, OPERATOR, Optional.empty()).await().atMost(TIMEOUT);
    return new BackEnd(rotated.key().id(), rotated.secret().reveal());
  }

  private Optional<Instant> lastUse(BackEnd backEnd) {
    return keys.find(backEnd.keyId()).await().atMost(TIMEOUT).lastUsedAt();
  }

  private void assertRefusalIsAudited(BackEnd backEnd) {
    assertTrue(
        audit.lines.stream()
            .anyMatch(
                line ->
                    line.startsWith("act=service-key-use outcome=refused address=")
                        && line.endsWith("actor=" + backEnd.actor())),
        audit.lines::toString);
    assertTrue(audit.lines.stream().noneMatch(line -> line.contains("vss_")));
  }

  private static final class AuditLines extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord logged) {
      lines.add(logged.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
