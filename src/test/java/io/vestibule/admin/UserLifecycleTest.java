package io.vestibule.admin;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MailSettings;
import io.vestibule.testing.Mailbox;
import io.vestibule.testing.Mailbox.Link;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How administrators create, invite and delete users. */
@QuarkusTest
@TestProfile(MailSettings.class)
class UserLifecycleTest {
  private static final String PATH = "/api/admin/users";

  @ConfigProperty(name = "quarkus.mailer.port")
  int port;

  @Inject AccountService accounts;
  @Inject MutableClock clock;

  private Mailbox mailbox;
  private Person admin;

  @BeforeEach
  void start() {
    mailbox = Mailbox.listening(port);
    Person person = Api.register();
    accounts.setRole(person.userId(), Role.ADMIN).await().atMost(Duration.ofSeconds(60));
    admin = person.loggedInAgain();
  }

  @AfterEach
  void stop() {
    clock.reset();
    mailbox.close();
  }

  @Test
  void anInvitedUserChoosesAPassword() {
    String email = freshEmail();
    String userId =
        create(
            Map.of(
                "email", " " + email.toUpperCase(java.util.Locale.ROOT),
                "name", "Grace",
                "role", "vendor",
                "plan", "pro",
                "invite", true));

    user(userId)
        .then()
        .body("email", equalTo(email))
        .body("name", equalTo("Grace"))
        .body("role", equalTo("vendor"))
        .body("plan", equalTo("pro"))
        .body("status", equalTo("active"))
        .body("hasPassword", equalTo(false))
        .body("emailVerified", equalTo(false));
    assertEquals(401, post("/api/login", credentials(email, freshPassword())).statusCode());

    // Five days later: a link for a forgotten password would have expired.
    Link link = mailbox.await(email, "reset").link();
    clock.advance(Duration.ofDays(5));
    String password = freshPassword();
    assertEquals(200, choose(link, password).statusCode());

    assertEquals(200, post("/api/login", credentials(email, password)).statusCode());
    assertProblem(choose(link, freshPassword()), ErrorCode.CHALLENGE_INVALID);
    admin = new Person(admin.userId(), admin.email(), admin.password(), Api.tokenOf(admin), "");
    user(userId)
        .then()
        .body("hasPassword", equalTo(true))
        .body("emailVerified", equalTo(true))
        .body("role", equalTo("vendor"))
        .body("plan", equalTo("pro"));
    assertProblem(invite(userId), ErrorCode.INVITATION_ACCEPTED);
    Eventually.holds(
        () ->
            admin
                .request()
                .get(PATH + "/" + userId + "/events")
                .then()
                .body("events.act", hasItems("account-creation", "invitation", "password-reset")));
  }

  @Test
  void anInvitationExpires() {
    String email = freshEmail();
    create(Map.of("email", email, "invite", true));
    Link link = mailbox.await(email, "reset").link();

    clock.advance(Duration.ofDays(7).plusSeconds(1));

    assertProblem(choose(link, freshPassword()), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void aNewInvitationVoidsTheOldOne() {
    String email = freshEmail();
    String userId = create(Map.of("email", email, "invite", true));
    Link first = mailbox.await(email, "reset").link();

    invite(userId).then().statusCode(202);

    Link second = mailbox.await(email, "reset", 2).link();
    assertProblem(choose(first, freshPassword()), ErrorCode.CHALLENGE_INVALID);
    assertEquals(200, choose(second, freshPassword()).statusCode());
  }

  /** The link of another mail was used first: the invitation must not stay a way in. */
  @Test
  void anInvitationIsVoidOnceTheAccountIsInUse() {
    String email = freshEmail();
    String userId = create(Map.of("email", email, "invite", true));
    Link invitation = mailbox.await(email, "reset").link();
    post("/api/auth/password/forgot", Map.of("email", email)).then().statusCode(202);
    Link forgotten = mailbox.await(email, "reset", 2).link();
    String password = freshPassword();
    assertEquals(200, choose(forgotten, password).statusCode());

    assertProblem(choose(invitation, freshPassword()), ErrorCode.CHALLENGE_INVALID);

    // Not even when an administrator makes the password invalid again.
    admin.request().post(PATH + "/" + userId + "/password-reset").then().statusCode(202);
    assertProblem(choose(invitation, freshPassword()), ErrorCode.CHALLENGE_INVALID);
    assertProblem(invite(userId), ErrorCode.INVITATION_ACCEPTED);
  }

  /** Users who came with a provider or by an import have no password either. */
  @ParameterizedTest
  @ValueSource(strings = {"identities", "migration", "lastLoginAt"})
  void anAccountInUseIsNotInvited(String sign) {
    String email = freshEmail();
    String userId = create(Map.of("email", email, "invite", true));
    Link link = mailbox.await(email, "reset").link();
    AttributeValue value =
        sign.equals("identities")
            ? AttributeValue.fromSs(List.of("oidc#" + userId))
            : AttributeValue.fromS(
                sign.equals("migration") ? "pool/1" : clock.instant().toString());
    Rows.users().set(userId, sign, value);

    assertProblem(invite(userId), ErrorCode.INVITATION_ACCEPTED);
    assertProblem(choose(link, freshPassword()), ErrorCode.CHALLENGE_INVALID);
  }

  @Test
  void anInvitationCountsAsAMailToTheAddress() {
    String email = freshEmail();
    for (int mail = 0; mail < 5; mail++) {
      post("/api/auth/password/forgot", Map.of("email", email)).then().statusCode(202);
    }

    assertProblem(
        admin.request().body(Map.of("email", email, "invite", true)).post(PATH),
        ErrorCode.TOO_MANY_ATTEMPTS);
    create(Map.of("email", email));
  }

  @Test
  void withoutAnInvitationThePasswordIsForgotten() {
    String email = freshEmail();
    String userId = create(Map.of("email", email));
    user(userId)
        .then()
        .body("role", equalTo("customer"))
        .body("plan", equalTo("free"))
        .body("name", equalTo(null));

    post("/api/auth/password/forgot", Map.of("email", email)).then().statusCode(202);

    Link link = mailbox.await(email, "reset").link();
    assertEquals(1, mailbox.to(email).size());
    String password = freshPassword();
    assertEquals(200, choose(link, password).statusCode());
    assertEquals(200, post("/api/login", credentials(email, password)).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | body",
        "{} | email",
        "{\"email\":1} | email",
        "{\"email\":\"a@b.example\",\"role\":\"root\"} | role",
        "{\"email\":\"a@b.example\",\"role\":1} | role",
        "{\"email\":\"a@b.example\",\"plan\":\"platinum\"} | plan",
        "{\"email\":\"a@b.example\",\"name\":\"\"} | name",
        "{\"email\":\"a@b.example\",\"name\":\"a\\u202eb\"} | name",
        "{\"email\":\"a@b.example\",\"invite\":\"yes\"} | invite",
        "{\"email\":\"a@b.example\",\"password\":\"x\"} | password"
      })
  void invalidBodiesAreRefused(String body, String field) {
    Response refused = admin.request().body(body).post(PATH);

    assertProblem(refused, ErrorCode.INVALID_REQUEST);
    assertEquals(field, refused.path("field"));
  }

  @Test
  void refusals() {
    assertProblem(admin.request().body("{\"email\":\"x\"}").post(PATH), ErrorCode.INVALID_EMAIL);
    assertProblem(admin.request().body("{").post(PATH), ErrorCode.MALFORMED_JSON);
    assertProblem(
        admin.request().body(Map.of("email", admin.email())).post(PATH), ErrorCode.USER_EXISTS);
    String unknown = UUID.randomUUID().toString();
    assertProblem(invite(unknown), ErrorCode.USER_NOT_FOUND);
    assertProblem(invite("a".repeat(2_100)), ErrorCode.USER_NOT_FOUND);
    assertProblem(admin.request().delete(PATH + "/" + unknown), ErrorCode.USER_NOT_FOUND);
    assertProblem(admin.request().delete(PATH + "/" + "a".repeat(2_100)), ErrorCode.USER_NOT_FOUND);
    assertProblem(admin.request().delete(PATH + "/" + admin.userId()), ErrorCode.OWN_ACCOUNT);
    admin.request().get("/api/user").then().statusCode(200);
  }

  @Test
  void creationAndDeletionNeedARecentProof() {
    Person person = Api.register();
    clock.advance(Duration.ofMinutes(11));

    assertProblem(
        admin.request().body(Map.of("email", freshEmail())).post(PATH),
        ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(
        admin.request().delete(PATH + "/" + person.userId()), ErrorCode.REAUTHENTICATION_REQUIRED);
    assertEquals(200, user(person.userId()).statusCode());
  }

  @Test
  void rolesAndTheStatusOfAdministratorsNeedARecentProof() {
    Person customer = Api.register();
    Person other = Api.register();
    accounts.setRole(other.userId(), Role.ADMIN).await().atMost(Duration.ofSeconds(60));
    clock.advance(Duration.ofMinutes(11));

    assertProblem(change(customer, Map.of("role", "admin")), ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(change(other, Map.of("role", "customer")), ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(
        change(other, Map.of("status", "suspended", "plan", "pro")),
        ErrorCode.REAUTHENTICATION_REQUIRED);
    user(customer.userId()).then().body("role", equalTo("customer"));
    user(other.userId())
        .then()
        .body("role", equalTo("admin"))
        .body("status", equalTo("active"))
        .body("plan", equalTo("free"));

    change(other, Map.of("plan", "pro")).then().statusCode(200);
    change(customer, Map.of("status", "suspended")).then().statusCode(200);

    admin = new Person(admin.userId(), admin.email(), admin.password(), Api.tokenOf(admin), "");
    change(other, Map.of("role", "customer")).then().statusCode(200);
  }

  @Test
  void aDeletedUserIsErasedAndTheAddressIsFree() {
    Person person = Api.register();

    admin.request().delete(PATH + "/" + person.userId()).then().statusCode(204);

    assertTrue(Rows.users().find(person.userId()).isEmpty());
    assertProblem(person.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertProblem(user(person.userId()), ErrorCode.USER_NOT_FOUND);
    assertProblem(admin.request().delete(PATH + "/" + person.userId()), ErrorCode.USER_NOT_FOUND);
    post("/api/register", credentials(person.email(), freshPassword())).then().statusCode(201);
    assertEquals(List.of(), Rows.sessions().where("user_id", person.userId()));
  }

  private String create(Map<String, ?> body) {
    Response created = admin.request().body(body).post(PATH);
    created.then().statusCode(201);
    return created.path("user_id");
  }

  private Response user(String userId) {
    return admin.request().get(PATH + "/" + userId);
  }

  private Response change(Person user, Map<String, ?> patch) {
    return admin.request().body(patch).patch(PATH + "/" + user.userId());
  }

  private Response invite(String userId) {
    return admin.request().post(PATH + "/" + userId + "/invitation");
  }

  private static Response choose(Link link, String password) {
    return post(
        "/api/auth/password/reset",
        Map.of("id", link.id(), "secret", link.secret(), "new_password", password));
  }
}
