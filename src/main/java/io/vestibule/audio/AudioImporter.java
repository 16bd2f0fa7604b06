package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Imports audio-file records from an earlier system (seed 003). Ids and times, and therefore the
 * order, are kept. Existing records are not changed.
 */
@ApplicationScoped
public class AudioImporter {
  /** The ids of guards begin with {@code s3:}, so no imported id may. */
  private static final Pattern FILE_ID = Pattern.compile("(?!s3:)[\\x21-\\x7e]{1,255}");

  private final AudioStore store;

  AudioImporter(AudioStore store) {
    this.store = store;
  }

  /** Result for one record. */
  public enum Result {
    CREATED,
    UNCHANGED,
    S3_KEY_TAKEN,
    FILE_ID_TAKEN,
    INVALID_FILE_ID,
    INVALID_S3_KEY,
    /** The key is under another user's upload prefix and would give access to that user's file. */
    FOREIGN_S3_KEY
  }

  /**
   * A record of an earlier system. The object is looked up at first use.
   *
   * @param fileSize bytes; null if unknown
   * @param uploadedAt null if unknown; such a file sorts as the oldest
   */
  public record Row(
      String fileId, String userId, String s3Key, Long fileSize, Instant uploadedAt) {}

  /**
   * Imports one record.
   *
   * @param dryRun whether to report the result without writing anything
   */
  public Uni<Result> importOne(Row row, boolean dryRun) {
    return importOne(row, dryRun, this::create);
  }

  /** As {@link #importOne}, from a record in the audio-files table itself: it gets a guard. */
  public Uni<Result> adopt(Row row, boolean dryRun) {
    return importOne(row, dryRun, this::adopt);
  }

  private Uni<Result> importOne(Row row, boolean dryRun, Function<AudioFile, Uni<Result>> write) {
    AudioFile file =
        new AudioFile(
            row.fileId(),
            row.userId(),
            row.s3Key(),
            row.fileSize(),
            Objects.requireNonNullElse(row.uploadedAt(), Instant.EPOCH),
            null,
            null,
            null,
            RecordingKeys.FIRST_KEY,
            FileStatus.PENDING,
            null);
    if (!FILE_ID.matcher(file.fileId()).matches()) {
      return done(Result.INVALID_FILE_ID);
    }
    Optional<S3Key> key = key(file.s3Key());
    if (key.isEmpty()) {
      return done(Result.INVALID_S3_KEY);
    }
    if (key.get().owner().filter(owner -> !owner.equalsIgnoreCase(file.userId())).isPresent()) {
      return done(Result.FOREIGN_S3_KEY);
    }
    return existing(file, Result.CREATED)
        .chain(found -> found != Result.CREATED || dryRun ? done(found) : write.apply(file));
  }

  /**
   * The id or key may belong to another user; {@link #existing} finds only records of this user.
   */
  private Uni<Result> create(AudioFile file) {
    return store
        .create(file)
        .chain(created -> created ? done(Result.CREATED) : existing(file, Result.S3_KEY_TAKEN))
        .onFailure(AudioImporter::isIdTaken)
        .recoverWithItem(Result.FILE_ID_TAKEN);
  }

  private Uni<Result> adopt(AudioFile file) {
    return store
        .adopt(file)
        .chain(adopted -> adopted ? done(Result.CREATED) : existing(file, Result.S3_KEY_TAKEN));
  }

  /** Looked up before writing, because most records of a second run already exist. */
  private Uni<Result> existing(AudioFile file, Result otherwise) {
    return store
        .findByKey(file.userId(), file.s3Key())
        .map(
            found ->
                found.isEmpty()
                    ? otherwise
                    : found.get().file().fileId().equals(file.fileId())
                        ? Result.UNCHANGED
                        : Result.S3_KEY_TAKEN);
  }

  private static boolean isIdTaken(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.CONFLICT;
  }

  private static Optional<S3Key> key(String stored) {
    try {
      return Optional.of(S3Key.of(stored));
    } catch (ApiException malformed) {
      return Optional.empty();
    }
  }

  private static Uni<Result> done(Result result) {
    return Uni.createFrom().item(result);
  }
}
