package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes over audio-file records from an earlier system (seed 003): ids, times and so their order
 * stay. What is there stays as it is.
 */
@ApplicationScoped
public class AudioImports {
  /** Guards begin with {@code s3:}; no id may look like one. */
  private static final Pattern FILE_ID = Pattern.compile("(?!s3:)[\\x21-\\x7e]{1,255}");

  private final AudioStore store;

  AudioImports(AudioStore store) {
    this.store = store;
  }

  /** What came of one record. */
  public enum Result {
    CREATED,
    UNCHANGED,
    S3_KEY_TAKEN,
    FILE_ID_TAKEN,
    INVALID_FILE_ID,
    INVALID_S3_KEY,
    /** It lies under the prefix of another user's uploads: it would open their file. */
    FOREIGN_S3_KEY
  }

  /**
   * A record of an earlier system. Whether the object is there is seen at its first use.
   *
   * @param fileSize bytes; null where it was not kept
   * @param uploadedAt null where it is not known; such a file counts as the oldest
   */
  public record Row(
      String fileId, String userId, String s3Key, Long fileSize, Instant uploadedAt) {}

  /**
   * @param dryRun whether only to say what would come of it
   */
  public Uni<Result> take(Row row, boolean dryRun) {
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
            FileStatus.PENDING);
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
        .chain(found -> found != Result.CREATED || dryRun ? done(found) : create(file));
  }

  /**
   * Somebody else may have taken id or key, under which {@link #existing} found nothing of theirs.
   */
  private Uni<Result> create(AudioFile file) {
    return store
        .create(file)
        .chain(created -> created ? done(Result.CREATED) : existing(file, Result.S3_KEY_TAKEN))
        .onFailure(AudioImports::isIdTaken)
        .recoverWithItem(Result.FILE_ID_TAKEN);
  }

  /** Looked up before writing: most records of a second run are there. */
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
