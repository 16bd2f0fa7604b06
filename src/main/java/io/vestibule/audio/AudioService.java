package io.vestibule.audio;

import io.smallrye.mutiny.Multi;
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
  private final AudioObjects objects;
  private final AudioDeletion deletion;
  private final Cursors cursors;
  private final InstantSource clock;

  AudioService(
      AudioStore store,
      AudioObjects objects,
      AudioDeletion deletion,
      Cursors cursors,
      InstantSource clock) {
    this.store = store;
    this.objects = objects;
    this.deletion = deletion;
    this.cursors = cursors;
    this.clock = clock;
  }

  /**
   * Registers a recording. Sent again, for a phone does not always hear the answer, it gives the
   * first record back.
   */
  Uni<Registered> register(String userId, Registration wanted) {
    refuseForeignPrefix(userId, wanted.s3Key());
    return seen(userId, wanted.s3Key())
        .map(object -> record(userId, wanted, object))
        .chain(this::create);
  }

  /**
   * The record; one whose deletion was cut short is deleted now.
   *
   * @throws ApiException {@link ErrorCode#AUDIO_FILE_NOT_FOUND}
   */
  Uni<StoredFile> find(String userId, String fileId) {
    if (fileId.length() > MAX_FILE_ID) {
      return Uni.createFrom().failure(ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND));
    }
    return store.find(userId, fileId).chain(this::present);
  }

  /** As {@link #find}, by the object's key. */
  Uni<StoredFile> findByKey(String userId, String s3Key) {
    return store.findByKey(userId, s3Key).chain(this::present);
  }

  Uni<Void> delete(String userId, String fileId) {
    return find(userId, fileId).chain(deletion::delete);
  }

  /** One page, newest first, from where {@code cursor} points. */
  Uni<AudioList> list(String userId, int limit, Optional<String> cursor) {
    String list = "audio-files/" + userId;
    Optional<AudioPosition> after =
        cursor.map(given -> AudioPosition.parse(cursors.open(list, given)));
    return store
        .list(userId, limit, after)
        .call(
            page ->
                Multi.createFrom()
                    .iterable(page.files())
                    .filter(StoredFile::isDeleting)
                    .onItem()
                    .transformToUniAndConcatenate(deletion::finishQuietly)
                    .collect()
                    .asList())
        .map(
            page ->
                new AudioList(
                    page.files().stream()
                        .filter(stored -> !stored.isDeleting())
                        .map(StoredFile::file)
                        .toList(),
                    page.next().map(position -> cursors.seal(list, position.text())).orElse(null)));
  }

  /**
   * What was seen of the object must be what was registered; it is noted.
   *
   * @throws ApiException {@link ErrorCode#OBJECT_SIZE_DIFFERS}, {@link
   *     ErrorCode#AUDIO_FILE_NOT_FOUND}
   */
  Uni<AudioFile> settle(StoredFile stored, StoredObject object, boolean proven) {
    AudioFile file = stored.file();
    if (file.fileSize() != null && file.fileSize() != object.size()) {
      throw ApiException.of(ErrorCode.OBJECT_SIZE_DIFFERS);
    }
    if (file.status() == FileStatus.READY && (stored.proven() || !proven)) {
      return Uni.createFrom().item(file);
    }
    AudioFile ready = withObject(file, object);
    return store
        .settle(ready, proven)
        .map(
            there -> {
              if (!there) {
                throw ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND);
              }
              return ready;
            });
  }

  /**
   * The object, where it may be looked for: what lies outside the user's prefix may be anybody's. A
   * store that is away must not keep a phone from registering.
   */
  private Uni<Optional<StoredObject>> seen(String userId, S3Key key) {
    return key.isUnderPrefixOf(userId)
        ? objects.find(key.value()).onFailure(ApiException.class).recoverWithItem(Optional.empty())
        : Uni.createFrom().item(Optional.empty());
  }

  private AudioFile record(String userId, Registration wanted, Optional<StoredObject> object) {
    AudioFile file =
        new AudioFile(
            UUID.randomUUID().toString(),
            userId,
            wanted.s3Key().value(),
            wanted.fileSize(),
            clock.instant(),
            wanted.contentType(),
            wanted.fileName(),
            wanted.durationMs(),
            FileStatus.PENDING);
    if (object.isEmpty()) {
      return file;
    }
    if (wanted.fileSize() != null && wanted.fileSize() != object.get().size()) {
      throw ApiException.of(ErrorCode.OBJECT_SIZE_DIFFERS);
    }
    return withObject(file, object.get());
  }

  private static AudioFile withObject(AudioFile file, StoredObject object) {
    return new AudioFile(
        file.fileId(),
        file.userId(),
        file.s3Key(),
        object.size(),
        file.uploadedAt(),
        file.contentType(),
        file.fileName(),
        file.durationMs(),
        FileStatus.READY);
  }

  private Uni<Registered> create(AudioFile file) {
    return store
        .create(file)
        .chain(
            created ->
                created
                    ? Uni.createFrom().item(new Registered(file, true))
                    : registeredBefore(file));
  }

  private Uni<Registered> registeredBefore(AudioFile wanted) {
    return store
        .findByKey(wanted.userId(), wanted.s3Key())
        .chain(
            found -> {
              StoredFile stored = found.orElseThrow(() -> ApiException.of(ErrorCode.S3_KEY_TAKEN));
              return stored.isDeleting()
                  ? deletion.finish(stored).chain(() -> create(wanted))
                  : Uni.createFrom().item(new Registered(stored.file(), false));
            });
  }

  private Uni<StoredFile> present(Optional<StoredFile> found) {
    StoredFile stored = found.orElseThrow(() -> ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND));
    return stored.isDeleting()
        ? deletion
            .finishQuietly(stored)
            .onItem()
            .failWith(() -> ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND))
            .replaceWith(stored)
        : Uni.createFrom().item(stored);
  }

  private static void refuseForeignPrefix(String userId, S3Key key) {
    if (!key.isUnderPrefixOf(userId)
        && key.owner().filter(owner -> !owner.equalsIgnoreCase(userId)).isPresent()) {
      throw ApiException.of(ErrorCode.S3_KEY_FOREIGN);
    }
  }
}
