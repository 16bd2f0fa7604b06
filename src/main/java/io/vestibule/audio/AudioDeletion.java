package io.vestibule.audio;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Deletes recordings in an order that leaves no orphan after a crash: the record is marked, then
 * the object is deleted, then the record and its guard. If a deletion is interrupted, the next
 * operation that reads the marked record completes it.
 */
@ApplicationScoped
class AudioDeletion {
  private static final int PAGE = 100;

  private final AudioStore store;
  private final ObjectStorage objects;

  AudioDeletion(AudioStore store, ObjectStorage objects) {
    this.store = store;
    this.objects = objects;
  }

  /**
   * Deletes the recording. The object is kept unless it is known to belong to the owner ({@link
   * StoredFile#ownsObject}).
   *
   * @throws ApiException {@link ErrorCode#AUDIO_FILE_NOT_FOUND}, {@link ErrorCode#UNAVAILABLE}; in
   *     the latter case the record stays marked and the next operation that reads it completes the
   *     deletion
   */
  Uni<Void> delete(StoredFile stored) {
    return store
        .markDeleting(stored.file())
        .chain(
            marked -> {
              if (!marked) {
                throw ApiException.of(ErrorCode.AUDIO_FILE_NOT_FOUND);
              }
              return finish(stored);
            });
  }

  /** The remaining steps for a marked record. */
  Uni<Void> finish(StoredFile stored) {
    Uni<Void> object =
        stored.ownsObject() ? objects.delete(stored.file().s3Key()) : Uni.createFrom().voidItem();
    return object.chain(() -> store.delete(stored.file()));
  }

  /**
   * Same as {@link #finish}, but ignores an unavailable store. For operations that only meet the
   * marked record.
   */
  Uni<Void> finishQuietly(StoredFile stored) {
    return finish(stored).onFailure(ApiException.class).recoverWithNull();
  }

  /**
   * Deletes one page of a user's recordings. If there are none, deletes one page of the other
   * objects under the user's prefix, which are uploads that were never registered. Call it until it
   * returns true.
   *
   * @return whether nothing was left to delete; the index may lag behind the table
   */
  Uni<Boolean> deletePage(String userId) {
    return store
        .list(userId, PAGE, Optional.empty())
        .chain(
            page ->
                Multi.createFrom()
                    .iterable(page.files())
                    .onItem()
                    .transformToUniAndConcatenate(this::deleteIfPresent)
                    .collect()
                    .asList())
        .chain(
            deleted ->
                deleted.contains(true)
                    ? Uni.createFrom().item(false)
                    : deleteObjectPage(S3Key.prefixOf(userId)));
  }

  /** False if the record no longer exists; the index may still list it. */
  private Uni<Boolean> deleteIfPresent(StoredFile stored) {
    return store
        .markDeleting(stored.file())
        .chain(marked -> marked ? finish(stored).replaceWith(true) : Uni.createFrom().item(false));
  }

  private Uni<Boolean> deleteObjectPage(String prefix) {
    return objects
        .list(prefix)
        .chain(
            keys ->
                Multi.createFrom()
                    .iterable(keys)
                    .onItem()
                    .transformToUniAndConcatenate(objects::delete)
                    .collect()
                    .asList()
                    .replaceWith(keys.isEmpty()));
  }
}
