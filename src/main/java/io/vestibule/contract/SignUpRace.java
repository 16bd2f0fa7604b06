package io.vestibule.contract;

import io.vestibule.spi.Finding;
import java.util.Locale;
import java.util.Set;

/** Concurrent sign-ups of one address, in several spellings and over both routes. */
public final class SignUpRace implements ContractCheck {
  private static final Set<String> TAKEN = Set.of("user-exists");

  private final int attempts;

  public SignUpRace(int attempts) {
    this.attempts = attempts;
  }

  @Override
  public String subject() {
    return "sign-up race";
  }

  @Override
  public String action() {
    return attempts + " sign-ups of one address at the same moment, in several spellings";
  }

  @Override
  public String expectation() {
    return "one account; the others are told that the address is taken";
  }

  @Override
  public Finding examine(ServiceClient service, ThrowAwayAccount account) {
    Outcomes outcomes =
        Outcomes.of(
            service,
            attempts,
            number ->
                Call.post(
                    number % 2 == 0 ? "/api/auth/signup" : "/api/register",
                    account.credentials(spelling(account.email(), number))));
    int created = outcomes.count(201);
    int taken = outcomes.count(SignUpRace::isTaken);
    String seen = outcomes.toString();
    if (created > 1) {
      return Finding.problem(seen + ": the address has more than one account");
    }
    if (created + taken + outcomes.undecided() < attempts) {
      return Finding.problem(seen + ": a sign-up got an unexpected answer");
    }
    if (created == 0 && outcomes.undecided() == 0) {
      return Finding.problem(seen + ": nobody got the account");
    }
    if (created + taken < 2) {
      throw new NotProvenException(seen + ": fewer than two sign-ups were decided");
    }
    // Without a 201, the one that created the account got no answer.
    account.logIn(service);
    return Finding.ok(seen + "; the account can log in");
  }

  private static boolean isTaken(Answer answer) {
    return (answer.status() == 400 || answer.status() == 409)
        && TAKEN.stream().anyMatch(answer.text("code")::startsWith);
  }

  private static String spelling(String email, int number) {
    return switch (number % 4) {
      case 0, 1 -> email;
      case 2 -> email.toUpperCase(Locale.ROOT);
      default -> " " + email.substring(0, 1).toUpperCase(Locale.ROOT) + email.substring(1) + " ";
    };
  }
}
