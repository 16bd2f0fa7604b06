package io.vestibule.web;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.arc.Arc;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Resets;
import io.vestibule.testing.Rows;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The scenarios of {@link MutationScenarios} for addresses and forgotten passwords. */
final class RecoveryScenarios {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private RecoveryScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario("POST /api/auth/email/verification", "", test -> requestVerification()),
        new Scenario("POST /api/auth/email/verify", "", test -> verifyEmail()),
        new Scenario("POST /api/auth/email/change", "", test -> requestChange()),
        new Scenario("POST /api/auth/email/change/confirm", "", test -> confirmChange()),
        new Scenario("POST /api/auth/email/revert", "", test -> revertChange()),
        new Scenario("POST /api/auth/password/forgot", "", test -> forgotPassword()),
        new Scenario("POST /api/auth/password/reset", "", test -> resetPassword()),
        new Scenario("POST /api/user/audio-key/unlock", "", test -> unlock()),
        new Scenario("PUT /api/admin/users/{id}/verification", "", RecoveryScenarios::markVerified),
        new Scenario(
            "POST /api/admin/users/{id}/verification", "", RecoveryScenarios::sendVerification),
        new Scenario(
            "POST /api/admin/users/{id}/password-reset", "", RecoveryScenarios::forceReset));
  }

  private static Call requestVerification() {
    Person person = Api.register();
    return new Call(
        "POST",
        "/api/auth/email/verification",
        person,
        null,
        () -> assertTrue(messages(person) >= 2, "the mails of sign-up and request"));
  }

  /** Outside a session: the sessions of the account end. */
  private static Call verifyEmail() {
    Person person = Api.register();
    NewChallenge challenge = challenge(ChallengePurpose.VERIFY_EMAIL, person, person.email());
    return new Call(
        "POST",
        "/api/auth/email/verify",
        (Person) null,
        Resets.link(challenge),
        () -> {
          assertVerified(person);
          MutationScenarios.assertEnded(person.token());
        });
  }

  private static Call requestChange() {
    Person person = Api.register();
    return new Call(
        "POST",
        "/api/auth/email/change",
        person,
        Map.of("new_email", freshEmail(), "password", person.password()),
        () -> assertTrue(messages(person) >= 2, "the mails of sign-up and request"));
  }

  private static Call confirmChange() {
    Person person = Api.register();
    person.request().get("/api/user/profile").then().statusCode(200);
    String email = freshEmail();
    NewChallenge challenge = challenge(ChallengePurpose.CHANGE_EMAIL, person, email);
    return new Call(
        "POST",
        "/api/auth/email/change/confirm",
        (Person) null,
        Resets.link(challenge),
        () -> {
          assertEquals(email, account(person).get("email").s());
          assertEquals(email, Rows.profiles().find(person.userId()).orElseThrow().get("email").s());
        });
  }

  private static Call revertChange() {
    Person person = Api.register();
    String former = freshEmail();
    NewChallenge challenge = challenge(ChallengePurpose.REVERT_EMAIL, person, former);
    String link =
        challenge.challenge().createdAt().toEpochMilli()
            + ":"
            + challenge.challenge().expiresAt().getEpochSecond()
            + ":"
            + challenge.challenge().instance();
    Rows.users().set(person.userId(), "revert_links", AttributeValue.fromSs(List.of(link)));
    return new Call(
        "POST",
        "/api/auth/email/revert",
        (Person) null,
        Resets.link(challenge),
        () -> {
          assertEquals(former, account(person).get("email").s());
          MutationScenarios.assertEnded(person.token());
        });
  }

  /** The mail names no user, so only the calls show that it was written. */
  private static Call forgotPassword() {
    Person person = Api.register();
    return new Call(
        "POST",
        "/api/auth/password/forgot",
        (Person) null,
        Map.of("email", person.email()),
        () -> {});
  }

  private static Call resetPassword() {
    Person person = Api.register();
    String newPassword = freshPassword();
    Map<String, String> link = Resets.link(Resets.challenge(person));
    return new Call(
        "POST",
        "/api/auth/password/reset",
        (Person) null,
        Map.of("id", link.get("id"), "secret", link.get("secret"), "new_password", newPassword),
        () -> {
          MutationScenarios.assertEnded(person.token());
          post("/api/login", credentials(person.email(), newPassword)).then().statusCode(200);
        });
  }

  private static Call unlock() {
    Person before = Api.register();
    Person person = Resets.forgotPassword(before);
    return new Call(
        "POST",
        "/api/user/audio-key/unlock",
        person,
        Map.of("password", person.password(), "former_password", before.password()),
        () ->
            assertEquals(List.of(), person.request().get("/api/auth/session").path("locked_keys")));
  }

  private static Call markVerified(MutationScenarios test) {
    Person target = Api.register();
    return new Call(
        "PUT",
        "/api/admin/users/" + target.userId() + "/verification",
        test.admin(),
        null,
        () -> assertVerified(target));
  }

  private static Call sendVerification(MutationScenarios test) {
    Person target = Api.register();
    return new Call(
        "POST",
        "/api/admin/users/" + target.userId() + "/verification",
        test.admin(),
        null,
        () -> assertTrue(messages(target) >= 2, "the mails of sign-up and request"));
  }

  private static Call forceReset(MutationScenarios test) {
    Person target = Api.register();
    return new Call(
        "POST",
        "/api/admin/users/" + target.userId() + "/password-reset",
        test.admin(),
        null,
        () -> {
          assertFalse(account(target).containsKey("password_hash"));
          MutationScenarios.assertEnded(target.token());
        });
  }

  private static NewChallenge challenge(ChallengePurpose purpose, Person person, String email) {
    Challenges challenges = Arc.container().instance(Challenges.class).get();
    NewChallenge challenge = challenges.create(purpose, person.userId(), email);
    challenges.save(challenge).await().atMost(TIMEOUT);
    return challenge;
  }

  private static void assertVerified(Person person) {
    assertTrue(account(person).get("emailVerified").bool());
    MutationScenarios.assertAudited(person, "email-verification");
  }

  private static int messages(Person person) {
    return Rows.outbox().where("user_id", person.userId()).size();
  }

  private static Map<String, AttributeValue> account(Person person) {
    return Rows.users().find(person.userId()).orElseThrow();
  }
}
