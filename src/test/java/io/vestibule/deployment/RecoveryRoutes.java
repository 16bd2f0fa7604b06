package io.vestibule.deployment;

import static io.vestibule.testing.Api.freshPassword;

import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Resets;
import java.util.Map;
import java.util.Optional;

/** A reset of the password and the unlocking of the recordings from before it. */
final class RecoveryRoutes {
  private static final int OK = 200;

  private RecoveryRoutes() {}

  static void measure(MeasuredRoutes routes, Person person) {
    Map<String, String> link = Resets.link(Resets.challenge(person));
    String newPassword = freshPassword();
    routes.call(
        "POST /api/auth/password/reset",
        OK,
        () -> Resets.reset(link, newPassword, Optional.empty()),
        MeasuredRoutes.SECOND_SWEEP_MILLIS);
    Person again = Resets.logIn(person, newPassword);
    routes.call(
        "POST /api/user/audio-key/unlock",
        OK,
        () -> Resets.unlock(again, "former_password", person.password()),
        0);
  }
}
