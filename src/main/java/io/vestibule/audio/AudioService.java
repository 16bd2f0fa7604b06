package io.vestibule.audio;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Recordings of one user. A recording of another user is answered as if it did not exist. */
@ApplicationScoped
public class AudioService {
  /** Ids are UUIDs or were imported; none is longer. */
  private static final int MAX_FILE_ID = 255;

  private static final int LARGE_PAGE = 1_000;

  private final AudioStore store;
  private final ObjectStorage objects;
  private final AudioDeletion deletion;
  private final RecordingLimits limits;
  private final RecordingKeys keys;
  private final Cursors cursors;
  private final InstantSource clock;

  AudioService(
      AudioStore store,
      ObjectStorage objects,
      AudioDeletion deletion,
      RecordingLimits limits,
      RecordingKeys keys,
      Cursors cursors,
      InstantSource clock) {
    this.store = store;
    this.objects = objects;
    this.deletion = deletion;
    this.limits = limits;
    this.keys = keys;
    this.cursors = cursors;
    this.clock = clock;
  }

  /**
   * Registers a recording. Idempotent: a repeated request for the same key returns the first
   * record, because a client may not have received the first response.
   */
  Uni<RegistrationResult> register(String userId, Registration registration) {
    refuseForeignPrefix(userId, registration.s3Key());
    return Uni.combine()
        .all()
        .unis(findObject(userId, registration.s3Key()), keyId(userId, registration))
        .asTuple()
        .map(found -> record(userId, registration, found.getItem2(), found.getItem1()))
        .chain(this::admit);
  }

  /** The key that the client names, or the current one. */
  private Uni<String> keyId(String userId, Registration registration) {
    return keys.keyIds(userId)
        .map(
            known -> {
              String named = registration.keyId().orElse(known.get(0));
              if (!known.contains(named)) {
                throw ApiException.at(
                    ErrorCode.INVALID_REQUEST,
                    "key_id",
                    "must be the id of one of your audio keys");
              }
              return named;
            });
  }

  /** A repeated registration is answered whatever the limits are: it adds nothing. */
  private Uni<RegistrationResult> admit(AudioFile file) {
    return limits
        .exceeded(file.userId(), file.fileSize() == null ? 0 : file.fileSize())
        .chain(
            limit ->
                limit.isEmpty()
                    ? create(file)
                    : store
                        .findByKey(file.userId(), file.s3Key())
                        .map(
                            found ->
                                found
                                    .filter(stored -> !stored.isDeleting())
                                    .map(stored -> new RegistrationResult(stored.file(), false))
                                    .orElseThrow(() -> ApiException.of(limit.get()))));
  }

  /**
   * The record. If its deletion was interrupted, the deletion is completed now.
   *
   * @throws ApiException {@link ErrorCode#AUDIO_FILE_NOT_FOUND}
   */
  public Uni<StoredFile> find(String userId, String fileId) {
    if (fileId.length() > MAX_FILE_ID) {
      return Uni.createFrom().failure(ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND));
    }
    return store.find(userId, fileId).chain(this::requireExisting);
  }

  /** Same as {@link #find}, by the object's key. */
  public Uni<StoredFile> findByKey(String userId, String s3Key) {
    return store.findByKey(userId, s3Key).chain(this::requireExisting);
  }

  /** Changes the name or the encrypted details of a recording. The last writer wins. */
  Uni<AudioFile> change(String userId, String fileId, RecordingChange change) {
    return find(userId, fileId)
        .map(StoredFile::file)
        .chain(
            file ->
                store
                    .change(file, change)
                    .map(
                        changed -> {
                          if (!changed) {
                            throw ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND);
                          }
                          return file.with(change);
                        }));
  }

  Uni<Void> delete(String userId, String fileId) {
    return find(userId, fileId).chain(deletion::delete);
  }

  /** One page, newest first, from the position of {@code cursor}. */
  Uni<AudioList> list(String userId, int limit, Optional<String> cursor) {
    String list = "audio-files/" + userId;
    Optional<AudioPagePosition> after =
        cursor.map(given -> AudioPagePosition.parse(cursors.open(list, given)));
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

  /** Whether the user has a recording. From the index, which lags by about a second. */
  public Uni<Boolean> hasRecordings(String userId) {
    return store.list(userId, 1, Optional.empty()).map(page -> !page.files().isEmpty());
  }

  /** The audio keys that the user's records name. From the index, as {@link #hasRecordings}. */
  public Uni<Set<String>> usedKeyIds(String userId) {
    return usedKeyIds(userId, Optional.empty(), new HashSet<>());
  }

  private Uni<Set<String>> usedKeyIds(
      String userId, Optional<AudioPagePosition> from, Set<String> found) {
    return store
        .list(userId, LARGE_PAGE, from)
        .chain(
            page -> {
              page.files().forEach(stored -> found.add(stored.file().keyId()));
              return page.next().isEmpty()
                  ? Uni.createFrom().item(found)
                  : usedKeyIds(userId, page.next(), found);
            });
  }

  /**
   * Compares the object with the record and marks the record as ready.
   *
   * @param decryptedWith the audio key that decrypts the object; empty if it was not decrypted. It
   *     replaces another key in the record, which a client may have registered by mistake
   * @throws ApiException {@link ErrorCode#OBJECT_SIZE_DIFFERS}, {@link
   *     ErrorCode#AUDIO_FILE_NOT_FOUND}
   */
  public Uni<AudioFile> confirmObject(
      StoredFile stored, StoredObject object, Optional<String> decryptedWith) {
    AudioFile file = stored.file();
    if (file.fileSize() != null && file.fileSize() != object.size()) {
      throw ApiException.of(ErrorCode.OBJECT_SIZE_DIFFERS);
    }
    boolean isKnown =
        decryptedWith.map(keyId -> stored.proven() && keyId.equals(file.keyId())).orElse(true);
    if (file.status() == FileStatus.READY && isKnown) {
      return Uni.createFrom().item(file);
    }
    AudioFile ready = decryptedWith.map(file::underKey).orElse(file).ready(object.size());
    return store
        .markReady(ready, decryptedWith.isPresent())
        .map(
            updated -> {
              if (!updated) {
                throw ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND);
              }
              return ready;
            });
  }

  /**
   * Looks up the object, but only under the user's own prefix: other objects may belong to anybody.
   * An unavailable store does not prevent a registration.
   */
  private Uni<Optional<StoredObject>> findObject(String userId, S3Key key) {
    return key.isUnderPrefixOf(userId)
        ? objects.find(key.value()).onFailure(ApiException.class).recoverWithItem(Optional.empty())
        : Uni.createFrom().item(Optional.empty());
  }

  private AudioFile record(
      String userId, Registration registration, String keyId, Optional<StoredObject> object) {
    AudioFile file =
        new AudioFile(
            registration.s3Key().ownRecordId(userId).orElseGet(() -> UUID.randomUUID().toString()),
            userId,
            registration.s3Key().value(),
            registration.fileSize(),
            clock.instant(),
            registration.contentType(),
            registration.fileName(),
            registration.durationMs(),
            keyId,
            FileStatus.PENDING,
            registration.details().orElse(null));
    if (object.isEmpty()) {
      return file;
    }
    if (registration.fileSize() != null && registration.fileSize() != object.get().size()) {
      throw ApiException.of(ErrorCode.OBJECT_SIZE_DIFFERS);
    }
    return file.ready(object.get().size());
  }

  private Uni<RegistrationResult> create(AudioFile file) {
    return store
        .create(file)
        .chain(
            created ->
                created
                    ? Uni.createFrom().item(new RegistrationResult(file, true))
                    : existingRegistration(file));
  }

  private Uni<RegistrationResult> existingRegistration(AudioFile file) {
    return store
        .findByKey(file.userId(), file.s3Key())
        .chain(
            found -> {
              StoredFile stored = found.orElseThrow(() -> ApiException.of(ErrorCode.S3_KEY_TAKEN));
              return stored.isDeleting()
                  ? deletion.finish(stored).chain(() -> create(file))
                  : Uni.createFrom().item(new RegistrationResult(stored.file(), false));
            });
  }

  private Uni<StoredFile> requireExisting(Optional<StoredFile> found) {
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
