package io.vestibule.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.ForeignLogins;
import io.vestibule.account.Opening;
import io.vestibule.account.Opening.Outcome;
import io.vestibule.account.Status;
import io.vestibule.federation.CognitoUser;
import io.vestibule.federation.CognitoUsers;
import io.vestibule.imports.CognitoPool.Page;
import io.vestibule.imports.CognitoPool.PoolUser;
import io.vestibule.profile.ProfileService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes accounts and profiles of a Cognito pool's users. What is there is newer and stays; users
 * who never confirmed their address are left to the post-confirmation hook.
 */
@ApplicationScoped
public class CognitoImport {
  private static final String PHASE = "users";
  private static final int AT_ONCE = 8;

  private final CognitoUsers users;
  private final ForeignLogins logins;
  private final ProfileService profiles;
  private final ObjectMapper json;
  private final InstantSource clock;

  CognitoImport(
      CognitoUsers users,
      ForeignLogins logins,
      ProfileService profiles,
      ObjectMapper json,
      InstantSource clock) {
    this.users = users;
    this.logins = logins;
    this.profiles = profiles;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Runs to the end on the calling thread, which may wait.
   *
   * @throws ImportFailure with a sentence for the operator
   */
  public ImportSummary run(CognitoPool pool, ImportOptions options) {
    Checkpoint checkpoint =
        new Checkpoint(
            options.dryRun() ? Optional.empty() : options.checkpoint(),
            "cognito:" + pool.id(),
            json);
    Optional<Checkpoint.Position> begin = checkpoint.load();
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    long done = begin.map(Checkpoint.Position::done).orElse(0L);
    progress.begin(PHASE, pool.estimatedUsers(), done);
    try (Journal journal = new Journal(options, json, progress)) {
      Optional<String> from = begin.map(Checkpoint.Position::after);
      do {
        Page page = pool.list(from);
        take(pool, page.users(), options, journal);
        done += page.users().size();
        from = page.next();
        journal.flush();
        long soFar = done;
        from.ifPresent(token -> checkpoint.save(new Checkpoint.Position(PHASE, token, soFar)));
      } while (from.isPresent());
      checkpoint.remove();
      return journal.summary();
    }
  }

  private void take(CognitoPool pool, List<PoolUser> page, ImportOptions options, Journal journal) {
    Multi.createFrom()
        .iterable(page)
        .onItem()
        .transformToUni(user -> take(pool, user, options.dryRun(), journal))
        .merge(AT_ONCE)
        .collect()
        .asList()
        .await()
        .indefinitely();
  }

  private Uni<Void> take(CognitoPool pool, PoolUser listed, boolean dryRun, Journal journal) {
    if (!listed.confirmed()) {
      journal.note("user", listed.username(), "skipped", List.of());
      return Uni.createFrom().voidItem();
    }
    Optional<CognitoUser> read =
        users.read(
            pool.region(),
            pool.id(),
            listed.username(),
            listed.attributes(),
            listed.enabled() ? Status.ACTIVE : Status.SUSPENDED,
            listed.createdAt());
    if (read.isEmpty()) {
      journal.note("user", listed.username(), "refused", List.of("no-sub"));
      return Uni.createFrom().voidItem();
    }
    CognitoUser user = read.get();
    return logins
        .foresee(user.account())
        .chain(forecast -> dryRun ? Uni.createFrom().item(forecast) : open(user, forecast))
        .invoke(
            result ->
                journal.note(
                    "user",
                    user.account().login().subject(),
                    outcome(result.outcome()),
                    conflicts(listed, user, result)))
        .replaceWithVoid();
  }

  private Uni<Opening.Forecast> open(CognitoUser user, Opening.Forecast forecast) {
    return logins
        .open(user.account())
        .call(opening -> profiles.begin(opening.admission().userId(), user.identity()))
        .map(opening -> new Opening.Forecast(opening.outcome(), forecast.emailFree()));
  }

  private static String outcome(Outcome outcome) {
    return outcome == Outcome.FOUND ? "unchanged" : outcome.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> conflicts(
      PoolUser listed, CognitoUser user, Opening.Forecast result) {
    List<String> conflicts = new ArrayList<>();
    if (!result.emailFree()) {
      conflicts.add("email-taken");
    }
    if (listed.attributes().containsKey("custom:role") && user.identity().role() == null) {
      conflicts.add("role-not-trusted");
    }
    if (listed.attributes().containsKey("email") && user.identity().email() == null) {
      conflicts.add("invalid-email");
    }
    return conflicts;
  }
}
