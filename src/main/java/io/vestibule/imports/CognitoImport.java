package io.vestibule.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes accounts and profiles of a Cognito pool's users. What is there is newer and stays; users
 * who never confirmed their address are left to the post-confirmation hook.
 */
@ApplicationScoped
public class CognitoImport {
  private static final String PHASE = "users";

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
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    Optional<Checkpoint.Position> begin = checkpoint.load();
    Optional<Page> resumed = begin.flatMap(position -> pool.resume(position.after()));
    if (begin.isPresent() && resumed.isEmpty()) {
      progress.say("Cognito no longer knows the checkpoint's page; beginning with the first");
      begin = Optional.empty();
    }
    ImportSummary before = begin.map(Checkpoint.Position::summary).orElse(ImportSummary.NOTHING);
    long done = begin.map(Checkpoint.Position::done).orElse(0L);
    Page page = resumed.orElseGet(() -> pool.list(Optional.empty()));
    progress.begin(PHASE, pool.estimatedUsers(), done);
    try (Journal journal = new Journal(options, json, progress, before)) {
      while (true) {
        Batch.take(
            page.users(),
            CognitoImport::names,
            user -> take(pool, user, options.dryRun(), journal));
        done += page.users().size();
        journal.flush();
        if (page.next().isEmpty()) {
          checkpoint.remove();
          return journal.summary();
        }
        checkpoint.save(new Checkpoint.Position(PHASE, page.next().get(), done, journal.summary()));
        page = pool.list(page.next());
      }
    }
  }

  /** Pools may have several users of one address; the first of them gets it. */
  private static Set<String> names(PoolUser user) {
    String email = user.attributes().getOrDefault("email", "");
    return email.isEmpty() ? Set.of() : Set.of(email.toLowerCase(Locale.ROOT));
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
        .onFailure(CognitoImport::isErased)
        .invoke(
            () ->
                journal.note(
                    "user", user.account().login().subject(), "refused", List.of("erased")))
        .onFailure(CognitoImport::isErased)
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** They asked to be forgotten, less than a day ago: see {@link ForeignLogins#open}. */
  private static boolean isErased(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.TOKEN_INVALID;
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
