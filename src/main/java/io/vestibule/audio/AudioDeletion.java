package io.vestibule.audio;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Removes recordings so that a crash leaves no orphan: first the record is marked, then the object
 * goes, then record and guard. A marked record whose deletion was cut short is finished by whoever
 * meets it next.
 */
@ApplicationScoped
class AudioDeletion {
  private static final int PAGE = 100;

  private final AudioStore store;
  private final AudioObjects objects;

  AudioDeletion(AudioStore store, AudioObjects objects) {
    this.store = store;
    this.objects = objects;
  }

  /**
   * Deletes the recording. An object that has not been shown to be its owner's stays where it is.
   *
   * @throws ApiException {@link ErrorCode#AUDIO_FILE_NOT_FOUND}, {@link ErrorCode#UNAVAILABLE}; in
   *     the latter case the record is marked and the deletion goes on when it is next met
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

  /** What remains to be done for a marked record. */
  Uni<Void> finish(StoredFile stored) {
    Uni<Void> object =
        stored.ownsObject() ? objects.delete(stored.file().s3Key()) : Uni.createFrom().voidItem();
    return object.chain(() -> store.delete(stored.file()));
  }

  /** As {@link #finish}, for who came for something else: a store that is away is no failure. */
  Uni<Void> finishQuietly(StoredFile stored) {
    return finish(stored).onFailure(ApiException.class).recoverWithNull();
  }

  /**
   * A page of a user's recordings; where none is left, a page of whatever else lies under their
   * prefix: uploads that were never registered. To be repeated until nothing is left.
   *
   * @return whether nothing is left, as far as can be seen
   */
  Uni<Boolean> deleteSome(String userId) {
    return store
        .list(userId, PAGE, Optional.empty())
        .chain(
            page ->
                Multi.createFrom()
                    .iterable(page.files())
                    .onItem()
                    .transformToUniAndConcatenate(this::deleteAgain)
                    .collect()
                    .asList())
        .chain(
            deleted ->
                deleted.contains(true)
                    ? Uni.createFrom().item(false)
                    : deleteUnder(S3Key.prefixOf(userId)));
  }

  /** False where it is gone already, which the index may not show yet. */
  private Uni<Boolean> deleteAgain(StoredFile stored) {
    return store
        .markDeleting(stored.file())
        .chain(marked -> marked ? finish(stored).replaceWith(true) : Uni.createFrom().item(false));
  }

  private Uni<Boolean> deleteUnder(String prefix) {
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
