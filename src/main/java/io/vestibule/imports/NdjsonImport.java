package io.vestibule.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountImporter;
import io.vestibule.account.Role;
import io.vestibule.credential.FirebaseHashes;
import io.vestibule.profile.ProfileService;
import io.vestibule.usage.Plans;
import io.vestibule.web.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Imports users from a file with one JSON object per line, or from the export file of Firebase or
 * Auth0. Existing accounts stay unchanged.
 */
@ApplicationScoped
public class NdjsonImport {
  private static final String PHASE = "users";
  private static final int BATCH_SIZE = 100;

  private final AccountImporter accounts;
  private final ProfileService profiles;
  private final FirebaseHashes firebase;
  private final Plans plans;
  private final ObjectMapper json;
  private final InstantSource clock;

  NdjsonImport(
      AccountImporter accounts,
      ProfileService profiles,
      FirebaseHashes firebase,
      Plans plans,
      ObjectMapper json,
      InstantSource clock) {
    this.accounts = accounts;
    this.profiles = profiles;
    this.firebase = firebase;
    this.plans = plans;
    this.json = json;
    this.clock = clock;
  }

  /**
   * A user with their number in the file, from 1.
   *
   * @param id for the report: the user's id, or the number
   */
  private record Numbered(UserLine line, String id) {}

  /**
   * Runs to the end and blocks the calling thread.
   *
   * @param trustedRoles the roles besides customer that the file may give
   * @param usersPerSecond maximum rate
   * @throws ImportFailure with a message for the operator
   */
  public ImportSummary run(
      UserFile file, Set<Role> trustedRoles, double usersPerSecond, ImportOptions options) {
    if (file.format() == UserFormat.FIREBASE && !firebase.isConfigured()) {
      throw new ImportFailure(
          "set vestibule.migration.firebase.signer-key-file, here and for the service: without the"
              + " signer key no password can be verified");
    }
    Checkpoint checkpoint =
        new Checkpoint(
            options.dryRun() ? Optional.empty() : options.checkpoint(),
            "ndjson:" + file.format() + ":" + file.name(),
            json);
    Optional<Checkpoint.Position> start = checkpoint.load();
    ImportSummary before = start.map(Checkpoint.Position::summary).orElse(ImportSummary.NOTHING);
    long done = start.map(Checkpoint.Position::done).orElse(0L);
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    RateLimiter rateLimiter = new RateLimiter(usersPerSecond);
    try (ImportReport report = new ImportReport(options, json, progress, before)) {
      UserFile.Users users = file.users(json);
      for (long skipped = 0; skipped < done; skipped++) {
        users.next();
      }
      progress.begin(PHASE, OptionalLong.empty(), done);
      while (true) {
        List<Numbered> batch = next(users, done, file.format(), trustedRoles);
        if (batch.isEmpty()) {
          checkpoint.remove();
          return report.summary();
        }
        rateLimiter.await(batch.size());
        Batch.importAll(
            batch, NdjsonImport::uniqueValues, user -> importUser(user, options.dryRun(), report));
        done += batch.size();
        report.flush();
        checkpoint.save(
            new Checkpoint.Position(PHASE, Long.toString(done), done, report.summary()));
      }
    } catch (IOException unreadable) {
      // Without the cause, whose message may quote the file.
      throw new ImportFailure("file " + file.name() + " cannot be read as JSON in UTF-8");
    }
  }

  private List<Numbered> next(
      UserFile.Users users, long done, UserFormat format, Set<Role> trustedRoles)
      throws IOException {
    List<Numbered> batch = new ArrayList<>();
    while (batch.size() < BATCH_SIZE) {
      Optional<JsonNode> user = users.next();
      if (user.isEmpty()) {
        break;
      }
      JsonNode line =
          switch (format) {
            case NDJSON -> user.get();
            case FIREBASE -> ExportedUsers.ofFirebase(user.get(), firebase);
            case AUTH0 -> ExportedUsers.ofAuth0(user.get());
          };
      UserLine parsed = UserLine.of(line, plans::exists, trustedRoles);
      String number = "line:" + (done + batch.size() + 1);
      batch.add(
          new Numbered(
              parsed, line.path("user_id").isTextual() ? line.get("user_id").asText() : number));
    }
    return batch;
  }

  private static Set<String> uniqueValues(Numbered user) {
    return user.line()
        .account()
        .map(row -> Set.of("id " + row.userId(), "email " + row.email().toLowerCase(Locale.ROOT)))
        .orElse(Set.of());
  }

  private Uni<Void> importUser(Numbered user, boolean dryRun, ImportReport report) {
    UserLine line = user.line();
    if (line.account().isEmpty()) {
      report.record("user", user.id(), "refused", line.flaws());
      return Uni.createFrom().voidItem();
    }
    AccountImporter.Row row = line.account().get();
    List<String> flaws = new ArrayList<>(line.flaws());
    boolean hasProfile = line.profile().isPresent();
    try {
      line.profile().ifPresent(profiles::checkMembers);
    } catch (ApiException invalid) {
      flaws.add("invalid-profile");
      hasProfile = false;
    }
    boolean writeProfile = hasProfile && !dryRun;
    return accounts
        .importAccount(row, dryRun)
        .call(
            result ->
                writeProfile && isStored(result)
                    ? profiles.importProfile(
                        row.userId(), EmailKeyedUsers.canonical(row.email()), line.profile().get())
                    : Uni.createFrom().voidItem())
        .invoke(result -> report.record("user", user.id(), result, "created", flaws))
        .replaceWithVoid();
  }

  /** Also for an account of an interrupted run: an existing profile stays. */
  private static boolean isStored(AccountImporter.Result result) {
    return result == AccountImporter.Result.CREATED || result == AccountImporter.Result.UNCHANGED;
  }
}
