package io.vestibule.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountImports;
import io.vestibule.audio.AudioImports;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Makes accounts and audio-file records of the tables of seed 003. Users keep id, password hash and
 * salt, and log in as before; files keep id, time and so their order. What is there stays.
 */
@ApplicationScoped
public class PostgresImport {
  private static final String USERS = "users";
  private static final String FILES = "audio_files";

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
   * @param recordsPerSecond at most so many
   * @throws ImportFailure with a sentence for the operator
   */
  public ImportSummary run(PostgresSource source, double recordsPerSecond, ImportOptions options) {
    Checkpoint checkpoint =
        new Checkpoint(
            options.dryRun() ? Optional.empty() : options.checkpoint(),
            "postgres:" + source.name(),
            json);
    Optional<Checkpoint.Position> begin = checkpoint.load();
    ImportSummary before = begin.map(Checkpoint.Position::summary).orElse(ImportSummary.NOTHING);
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    Pace pace = new Pace(recordsPerSecond);
    Owners owners = new Owners(accounts::exists);
    try (Journal journal = new Journal(options, json, progress, before)) {
      if (begin.filter(position -> position.phase().equals(FILES)).isEmpty()) {
        progress.begin(USERS, source.count(USERS), done(begin));
        source.users(
            after(begin),
            part(
                USERS,
                done(begin),
                pace,
                checkpoint,
                journal,
                users ->
                    Batch.take(
                        users,
                        user -> Set.of("id " + user.row().userId(), "email " + email(user.row())),
                        user -> takeUser(user, options.dryRun(), journal))));
        begin = Optional.empty();
      }
      progress.begin(FILES, source.count(FILES), done(begin));
      source.files(
          after(begin),
          part(
              FILES,
              done(begin),
              pace,
              checkpoint,
              journal,
              found ->
                  Batch.take(
                      found,
                      file -> Set.of("id " + file.row().fileId(), "key " + file.row().s3Key()),
                      file -> takeFile(file, owners, options.dryRun(), journal))));
      checkpoint.remove();
      return journal.summary();
    }
  }

  /** What is done with each batch of a table: take it, then remember that. */
  private static <T> BiConsumer<List<Found<T>>, String> part(
      String phase,
      long before,
      Pace pace,
      Checkpoint checkpoint,
      Journal journal,
      Consumer<List<Found<T>>> take) {
    long[] done = {before};
    return (records, last) -> {
      pace.await(records.size());
      take.accept(records);
      done[0] += records.size();
      journal.flush();
      if (last != null) {
        checkpoint.save(new Checkpoint.Position(phase, last, done[0], journal.summary()));
      }
    };
  }

  private Uni<Void> takeUser(Found<AccountImports.Row> user, boolean dryRun, Journal journal) {
    return accounts
        .take(user.row(), dryRun)
        .invoke(result -> note(journal, "user", user.row().userId(), result, user.flaws()))
        .replaceWithVoid();
  }

  /** A file whose owner was refused would be nobody's. */
  private Uni<Void> takeFile(
      Found<AudioImports.Row> file, Owners owners, boolean dryRun, Journal journal) {
    AudioImports.Row row = file.row();
    return (dryRun ? Uni.createFrom().item(true) : owners.exist(row.userId()))
        .chain(
            owned -> {
              if (!owned) {
                journal.note("audio_file", row.fileId(), "refused", List.of("no-owner"));
                return Uni.createFrom().voidItem();
              }
              return files
                  .take(row, dryRun)
                  .invoke(result -> note(journal, "audio_file", row.fileId(), result, file.flaws()))
                  .replaceWithVoid();
            });
  }

  /** An address as {@code EmailAddress} compares it, near enough to keep twins in order. */
  private static String email(AccountImports.Row row) {
    return row.email().toLowerCase(Locale.ROOT);
  }

  private static void note(
      Journal journal, String kind, String id, Enum<?> result, List<String> flaws) {
    switch (result.name()) {
      case "CREATED" -> journal.note(kind, id, "created", flaws);
      case "UNCHANGED" -> journal.note(kind, id, "unchanged", flaws);
      default -> {
        List<String> reasons = new ArrayList<>();
        reasons.add(result.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        reasons.addAll(flaws);
        journal.note(kind, id, "refused", reasons);
      }
    }
  }

  private static Optional<String> after(Optional<Checkpoint.Position> position) {
    return position.map(Checkpoint.Position::after);
  }

  private static long done(Optional<Checkpoint.Position> position) {
    return position.map(Checkpoint.Position::done).orElse(0L);
  }
}
