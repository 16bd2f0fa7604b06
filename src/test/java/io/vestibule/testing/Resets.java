package io.vestibule.testing;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.post;

import io.quarkus.arc.Arc;
import io.restassured.response.Response;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.testing.Api.Person;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Password resets with a challenge that was made without a mail. For tests in the service's JVM.
 */
public final class Resets {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private Resets() {}

  /** A stored challenge for the person's address. */
  public static NewChallenge challenge(Person person) {
    Challenges challenges = Arc.container().instance(Challenges.class).get();
    NewChallenge challenge =
        challenges.create(ChallengePurpose.RESET_PASSWORD, person.userId(), person.email());
    challenges.save(challenge).await().atMost(TIMEOUT);
    return challenge;
  }

  /** Members {@code id} and {@code secret} of the challenge's link. */
  public static Map<String, String> link(NewChallenge challenge) {
    String[] parts = challenge.linkArgument().split("\\.");
    return Map.of("id", parts[0], "secret", parts[1]);
  }

  /** {@code POST /api/auth/password/reset} with a new link. */
  public static Response reset(Person person, String newPassword, Optional<String> recoveryKey) {
    return reset(link(challenge(person)), newPassword, recoveryKey);
  }

  public static Response reset(
      Map<String, String> proof, String newPassword, Optional<String> recoveryKey) {
    Map<String, String> body = new HashMap<>(proof);
    body.put("new_password", newPassword);
    recoveryKey.ifPresent(key -> body.put("recovery_key", key));
    return post("/api/auth/password/reset", body);
  }

  /** The same person with the new password, logged in. */
  public static Person logIn(Person person, String newPassword) {
    Response login = post("/api/login", credentials(person.email(), newPassword));
    login.then().statusCode(200);
    return new Person(
        person.userId(), person.email(), newPassword, login.path("token"), person.keySalt());
  }

  /** Resets without the recovery key and logs in. */
  public static Person forgotPassword(Person person) {
    String newPassword = Api.freshPassword();
    reset(person, newPassword, Optional.empty()).then().statusCode(200);
    return logIn(person, newPassword);
  }

  /** A new recovery key in its text form. */
  public static String recoveryKey(Person person) {
    Response answer =
        person.request().body(Map.of("password", person.password())).post("/api/user/recovery-key");
    answer.then().statusCode(201);
    return answer.path("recovery_key");
  }

  /** {@code POST /api/user/audio-key/unlock} with the given secret. */
  public static Response unlock(Person person, String member, String secret) {
    return person
        .request()
        .body(Map.of("password", person.password(), member, secret))
        .post("/api/user/audio-key/unlock");
  }
}
