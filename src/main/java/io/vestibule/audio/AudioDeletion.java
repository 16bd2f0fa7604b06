package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
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
   * All recordings of a user, then whatever else lies under their prefix: uploads that were never
   * registered. Can be repeated until it succeeds.
   */
  Uni<Void> deleteAll(String userId) {
    return deletePages(userId, Optional.empty()).chain(() -> deleteUnder(S3Key.prefixOf(userId)));
  }

  private Uni<Void> deletePages(String userId, Optional<AudioPosition> after) {
    return store
        .list(userId, PAGE, after)
        .chain(
            page ->
                inTurn(page.files(), this::deleteAgain)
                    .chain(
                        () ->
                            page.next().isEmpty()
                                ? Uni.createFrom().voidItem()
                                : deletePages(userId, page.next())));
  }

  /** The index may still show what is gone. */
  private Uni<Void> deleteAgain(StoredFile stored) {
    return store
        .markDeleting(stored.file())
        .chain(marked -> marked ? finish(stored) : Uni.createFrom().voidItem());
  }

  private Uni<Void> deleteUnder(String prefix) {
    return objects
        .list(prefix)
        .chain(
            keys ->
                keys.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : inTurn(keys, objects::delete).chain(() -> deleteUnder(prefix)));
  }

  private static <T> Uni<Void> inTurn(List<T> all, java.util.function.Function<T, Uni<Void>> step) {
    return io.smallrye.mutiny.Multi.createFrom()
        .iterable(all)
        .onItem()
        .transformToUniAndConcatenate(step::apply)
        .collect()
        .last()
        .replaceWithVoid();
  }
}
