package io.vestibule.contract;

import io.vestibule.spi.Finding;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** After an erasure neither account nor tokens nor objects are left. */
public final class Erasure implements ContractCheck {
  /**
   * Replicas cache sessions for 10 seconds; the bound is generous, because a deployment is busy.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final SecureRandom random;
  private final Vault vault;

  public Erasure(SecureRandom random) {
    this.random = random;
    this.vault = new Vault(random);
  }

  @Override
  public String subject() {
    return "erasure";
  }

  @Override
  public String action() {
    return "an account with a recording and usage is erased";
  }

  @Override
  public String expectation() {
    return "no login, session token, API token or download URL works";
  }

  @Override
  public Finding examine(ServiceClient service, ThrowAwayAccount account) {
    String session = account.logIn(service).text("token");
    Call usage =
        Call.post("/api/usage", Call.object())
            .with("X-API-Key", account.logInWithCookie(service).text("api_token"));
    StringBuilder seen = new StringBuilder();
    Optional<Call> object = object(service, account, seen);
    Answer erasure = service.send(Call.delete("/api/user", account.confirmation()).bearer(session));
    seen.append("erasure: ").append(erasure.outcome());
    if (erasure.undecided()) {
      throw new NotProvenException(seen.toString());
    }
    if (erasure.status() != 204 && erasure.status() != 202) {
      return Finding.problem(seen + ": the account was not erased");
    }
    List<String> usable = new ArrayList<>();
    Predicate<Answer> refused = answer -> answer.status() == 401;
    refusedAtLast(service, Call.get("/api/user").bearer(session), refused, "session", usable);
    refusedAtLast(service, usage, refused, "API token", usable);
    refusedAtLast(
        service, Call.post("/api/login", account.credentials()), refused, "login", usable);
    object.ifPresent(url -> refusedAtLast(service, url, Erasure::isGone, "object", usable));
    if (!usable.isEmpty()) {
      return Finding.problem(
          "%s; after %d s still usable: %s"
              .formatted(seen, PATIENCE.toSeconds(), String.join(", ", usable)));
    }
    return Finding.ok(
        seen + "; session, API token and login are refused, " + objects(object.isPresent()));
  }

  private static String objects(boolean tried) {
    return tried ? "the object is gone" : "objects were not tried";
  }

  /** S3 answers 403 for an absent object, if the role may not list the bucket. */
  private static boolean isGone(Answer answer) {
    return answer.status() == 404 || answer.status() == 403;
  }

  /** A URL with which the object of a recording was read. */
  private Optional<Call> object(
      ServiceClient service, ThrowAwayAccount account, StringBuilder seen) {
    byte[] content = new byte[1000];
    random.nextBytes(content);
    try (StoredRecording recording = StoredRecording.store(service, vault, account, content)) {
      Call download = recording.download();
      StoredRecording.expect(200, "the download", service.send(download));
      return Optional.of(download);
    } catch (NotProvenException failed) {
      seen.append("no recording (").append(failed.getMessage()).append("); ");
      return Optional.empty();
    }
  }

  private static void refusedAtLast(
      ServiceClient service,
      Call call,
      Predicate<Answer> refused,
      String what,
      List<String> usable) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!refused.test(service.attempt(call))) {
      if (System.nanoTime() - end > 0) {
        usable.add(what);
        return;
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException interrupted) {
        throw new InterruptedCheckException();
      }
    }
  }
}
