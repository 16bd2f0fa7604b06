package io.vestibule.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountImporter;
import io.vestibule.audio.AudioImporter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Imports the tables of seed 003 as accounts and audio-file records. Users keep id, password hash
 * and salt, and log in as before. Files keep id, time and thereby order. Existing records stay
 * unchanged.
 */
@ApplicationScoped
public class PostgresImport {
  private static final String USERS = "users";
  private static final String FILES = "audio_files";

  private final AccountImporter accounts;
  private final AudioImporter files;
  private final ObjectMapper json;
  private final InstantSource clock;

  PostgresImport(
      AccountImporter accounts, AudioImporter files, ObjectMapper json, InstantSource clock) {
    this.accounts = accounts;
    this.files = files;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Runs to the end and blocks the calling thread.
   *
   * @param recordsPerSecond maximum rate
   * @throws ImportFailure with a message for the operator
   */
  public ImportSummary run(PostgresSource source, double recordsPerSecond, ImportOptions options) {
    Checkpoint checkpoint =
        new Checkpoint(
            options.dryRun() ? Optional.empty() : options.checkpoint(),
            "postgres:" + source.name(),
            json);
    Optional<Checkpoint.Position> start = checkpoint.load();
    ImportSummary before = start.map(Checkpoint.Position::summary).orElse(ImportSummary.NOTHING);
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    RateLimiter rateLimiter = new RateLimiter(recordsPerSecond);
    AccountExistenceCache accountCache = new AccountExistenceCache(accounts::exists);
    try (ImportReport report = new ImportReport(options, json, progress, before)) {
      if (start.filter(position -> position.phase().equals(FILES)).isEmpty()) {
        progress.begin(USERS, source.count(USERS), done(start));
        source.users(
            after(start),
            importer(
                USERS,
                done(start),
                rateLimiter,
                checkpoint,
                report,
                users ->
                    Batch.importAll(
                        users,
                        user -> Set.of("id " + user.row().userId(), "email " + email(user.row())),
                        user -> importUser(user, options.dryRun(), report))));
        start = Optional.empty();
      }
      progress.begin(FILES, source.count(FILES), done(start));
      source.files(
          after(start),
          importer(
              FILES,
              done(start),
              rateLimiter,
              checkpoint,
              report,
              found ->
                  Batch.importAll(
                      found,
                      file -> Set.of("id " + file.row().fileId(), "key " + file.row().s3Key()),
                      file -> importFile(file, accountCache, options.dryRun(), report))));
      checkpoint.remove();
      return report.summary();
    }
  }

  /** Imports a batch, then saves the checkpoint. */
  private static <T> BiConsumer<List<ParsedRow<T>>, String> importer(
      String phase,
      long before,
      RateLimiter rateLimiter,
      Checkpoint checkpoint,
      ImportReport report,
      Consumer<List<ParsedRow<T>>> importBatch) {
    long[] done = {before};
    return (records, last) -> {
      rateLimiter.await(records.size());
      importBatch.accept(records);
      done[0] += records.size();
      report.flush();
      if (last != null) {
        checkpoint.save(new Checkpoint.Position(phase, last, done[0], report.summary()));
      }
    };
  }

  private Uni<Void> importUser(
      ParsedRow<AccountImporter.Row> user, boolean dryRun, ImportReport report) {
    return accounts
        .importAccount(user.row(), dryRun)
        .invoke(
            result -> report.record("user", user.row().userId(), result, "created", user.flaws()))
        .replaceWithVoid();
  }

  /** A file without an owner is refused. */
  private Uni<Void> importFile(
      ParsedRow<AudioImporter.Row> file,
      AccountExistenceCache accountCache,
      boolean dryRun,
      ImportReport report) {
    AudioImporter.Row row = file.row();
    return (dryRun ? Uni.createFrom().item(true) : accountCache.exists(row.userId()))
        .chain(
            ownerExists -> {
              if (!ownerExists) {
                report.record("audio_file", row.fileId(), "refused", List.of("no-owner"));
                return Uni.createFrom().voidItem();
              }
              return files
                  .importOne(row, dryRun)
                  .invoke(
                      result ->
                          report.record(
                              "audio_file", row.fileId(), result, "created", file.flaws()))
                  .replaceWithVoid();
            });
  }

  /** Equal for addresses that {@code EmailAddress} treats as equal. */
  private static String email(AccountImporter.Row row) {
    return row.email().toLowerCase(Locale.ROOT);
  }

  private static Optional<String> after(Optional<Checkpoint.Position> position) {
    return position.map(Checkpoint.Position::after);
  }

  private static long done(Optional<Checkpoint.Position> position) {
    return position.map(Checkpoint.Position::done).orElse(0L);
  }
}
