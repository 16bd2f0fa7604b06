package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** A recording is its owner's alone: what belongs to somebody else does not exist. */
@ApplicationScoped
class AudioService {
  /** Ids are UUIDs or came with an import; nothing longer was ever given out. */
  private static final int MAX_FILE_ID = 255;

  private final AudioStore store;
  private final Cursors cursors;
  private final InstantSource clock;

  AudioService(AudioStore store, Cursors cursors, InstantSource clock) {
    this.store = store;
    this.cursors = cursors;
    this.clock = clock;
  }

  /**
   * Registers a recording. Sent again, for a phone does not always hear the answer, it gives the
   * first record back.
   */
  Uni<Registered> register(String userId, Registration wanted) {
    refuseForeignPrefix(userId, wanted.s3Key());
    AudioFile file =
        new AudioFile(
            UUID.randomUUID().toString(),
            userId,
            wanted.s3Key().value(),
            wanted.fileSize(),
            clock.instant(),
            wanted.contentType(),
            wanted.fileName(),
            wanted.durationMs());
    return store
        .create(file)
        .chain(
            created ->
                created
                    ? Uni.createFrom().item(new Registered(file, true))
                    : registeredBefore(userId, file));
  }

  /**
   * @throws ApiException {@link ErrorCode#AUDIO_FILE_NOT_FOUND}
   */
  Uni<AudioFile> find(String userId, String fileId) {
    if (fileId.length() > MAX_FILE_ID) {
      return Uni.createFrom().failure(ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND));
    }
    return store
        .find(userId, fileId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND)));
  }

  Uni<Void> delete(String userId, String fileId) {
    return find(userId, fileId).chain(store::delete);
  }

  /** One page, newest first, from where {@code cursor} points. */
  Uni<AudioList> list(String userId, int limit, Optional<String> cursor) {
    String list = "audio-files/" + userId;
    Optional<AudioPosition> after =
        cursor.map(given -> AudioPosition.parse(cursors.open(list, given)));
    return store
        .list(userId, limit, after)
        .map(
            page ->
                new AudioList(
                    page.files(),
                    page.next().map(position -> cursors.seal(list, position.text())).orElse(null)));
  }

  private Uni<Registered> registeredBefore(String userId, AudioFile wanted) {
    return store
        .findByKey(userId, wanted.s3Key())
        .map(
            found ->
                found
                    .map(file -> new Registered(file, false))
                    .orElseThrow(() -> ApiException.of(ErrorCode.S3_KEY_TAKEN)));
  }

  private static void refuseForeignPrefix(String userId, S3Key key) {
    if (key.owner().filter(owner -> !owner.equals(userId)).isPresent()) {
      throw ApiException.of(ErrorCode.S3_KEY_FOREIGN);
    }
  }
}
