package io.vestibule.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountImports;
import io.vestibule.audio.AudioImports;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes accounts and audio-file records of the tables of seed 003. Users keep id, password hash and
 * salt, and log in as before; files keep id, time and so their order. What is there stays.
 */
@ApplicationScoped
public class PostgresImport {
  private static final String USERS = "users";
  private static final String FILES = "audio_files";
  private static final int AT_ONCE = 16;

  private final AccountImports accounts;
  private final AudioImports files;
  private final ObjectMapper json;
  private final InstantSource clock;

  PostgresImport(
      AccountImports accounts, AudioImports files, ObjectMapper json, InstantSource clock) {
    this.accounts = accounts;
    this.files = files;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Runs to the end on the calling thread, which may wait.
   *
   * @throws ImportFailure with a sentence for the operator
   */
  public ImportSummary run(PostgresSource source, ImportOptions options) {
    Checkpoint checkpoint =
        new Checkpoint(
            options.dryRun() ? Optional.empty() : options.checkpoint(),
            "postgres:" + source.name(),
            json);
    Optional<Checkpoint.Position> begin = checkpoint.load();
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    try (Journal journal = new Journal(options, json, progress)) {
      if (begin.filter(position -> position.phase().equals(FILES)).isEmpty()) {
        long usersBefore = done(begin);
        progress.begin(USERS, source.count(USERS), usersBefore);
        source.users(
            begin.map(Checkpoint.Position::after),
            rows -> each(rows, row -> take(row, options.dryRun(), journal)),
            (after, done) -> save(checkpoint, journal, USERS, after, usersBefore + done));
        begin = Optional.of(new Checkpoint.Position(FILES, "", 0));
      }
      long before = done(begin);
      progress.begin(FILES, source.count(FILES), before);
      source.files(
          begin.map(Checkpoint.Position::after),
          rows -> each(rows, row -> take(row, options.dryRun(), journal)),
          (after, done) -> save(checkpoint, journal, FILES, after, before + done));
      checkpoint.remove();
      return journal.summary();
    }
  }

  private Uni<Void> take(AccountImports.Row row, boolean dryRun, Journal journal) {
    return accounts
        .take(row, dryRun)
        .invoke(result -> note(journal, "user", row.userId(), result))
        .replaceWithVoid();
  }

  /** A file whose owner was refused would be nobody's. */
  private Uni<Void> take(AudioImports.Row row, boolean dryRun, Journal journal) {
    return (dryRun ? Uni.createFrom().item(true) : accounts.exists(row.userId()))
        .chain(
            owned -> {
              if (!owned) {
                journal.note("audio_file", row.fileId(), "refused", List.of("no-owner"));
                return Uni.createFrom().voidItem();
              }
              return files
                  .take(row, dryRun)
                  .invoke(result -> note(journal, "audio_file", row.fileId(), result))
                  .replaceWithVoid();
            });
  }

  private static void note(Journal journal, String kind, String id, Enum<?> result) {
    switch (result.name()) {
      case "CREATED" -> journal.note(kind, id, "created", List.of());
      case "UNCHANGED" -> journal.note(kind, id, "unchanged", List.of());
      default ->
          journal.note(
              kind,
              id,
              "refused",
              List.of(result.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
  }

  private static void save(
      Checkpoint checkpoint, Journal journal, String phase, String after, long done) {
    journal.flush();
    checkpoint.save(new Checkpoint.Position(phase, after, done));
  }

  private static long done(Optional<Checkpoint.Position> position) {
    return position.map(Checkpoint.Position::done).orElse(0L);
  }

  private static <T> void each(List<T> rows, Function<? super T, Uni<? extends Void>> take) {
    Multi.createFrom()
        .iterable(rows)
        .onItem()
        .transformToUni(take)
        .merge(AT_ONCE)
        .collect()
        .asList()
        .await()
        .indefinitely();
  }
}
