package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Cobblestone256;
import io.vestibule.runtime.VertxContext;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The bucket. Results arrive on the caller's Vert.x context. A store that is slow, unreachable or
 * denies access fails with {@link ErrorCode#UNAVAILABLE}.
 */
@ApplicationScoped
public class ObjectStorage {
  private static final Logger LOG = Logger.getLogger(ObjectStorage.class);
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int INVALID_RANGE = 416;

  private final S3AsyncClient client;
  private final String bucket;

  public ObjectStorage(S3AsyncClient client, S3Config config) {
    this.client = client;
    this.bucket = config.bucket();
  }

  /** Size and entity tag. Empty if there is no such object. */
  public Uni<Optional<StoredObject>> find(String key) {
    return emptyOn(
        NOT_FOUND,
        call(s3 -> s3.headObject(head -> head.bucket(bucket).key(key)))
            .map(found -> new StoredObject(found.contentLength(), found.eTag())));
  }

  /** The first 56 bytes. Empty if there is no such object. */
  public Uni<Optional<ObjectHeader>> header(String key) {
    Uni<ObjectHeader> read =
        call(s3 ->
                s3.getObject(
                    get ->
                        get.bucket(bucket).key(key).range("bytes=0-" + (Cobblestone256.HEADER - 1)),
                    AsyncResponseTransformer.<GetObjectResponse>toBytes()))
            .map(ObjectStorage::header)
            .onFailure(failure -> status(failure) == INVALID_RANGE)
            .recoverWithItem(new ObjectHeader(new byte[0], new StoredObject(0, "")));
    return emptyOn(NOT_FOUND, read);
  }

  /**
   * The bytes of an object between two offsets, both inclusive, with the back-pressure of the
   * subscriber. Cancelling closes the connection.
   *
   * @param etag the entity tag of the object when its header was read
   * @throws ApiException {@link ErrorCode#OBJECT_MISSING}, {@link ErrorCode#OBJECT_CHANGED}
   */
  public Uni<ObjectStream> read(String key, String etag, long from, long to) {
    return call(s3 ->
            s3.getObject(
                get -> get.bucket(bucket).key(key).ifMatch(etag).range("bytes=" + from + "-" + to),
                new ObjectStream()))
        .onFailure(failure -> status(failure) == NOT_FOUND)
        .transform(missing -> ApiException.of(ErrorCode.OBJECT_MISSING))
        .onFailure(
            failure -> status(failure) == PRECONDITION_FAILED || status(failure) == INVALID_RANGE)
        .transform(changed -> ApiException.of(ErrorCode.OBJECT_CHANGED));
  }

  /** Deletes the object. Idempotent. */
  public Uni<Void> delete(String key) {
    return emptyOn(NOT_FOUND, call(s3 -> s3.deleteObject(del -> del.bucket(bucket).key(key))))
        .replaceWithVoid();
  }

  /** The first keys under a prefix, at most 1000. */
  public Uni<List<String>> list(String prefix) {
    return call(s3 -> s3.listObjectsV2(list -> list.bucket(bucket).prefix(prefix)))
        .map(page -> page.contents().stream().map(S3Object::key).toList());
  }

  private <T> Uni<T> call(Function<S3AsyncClient, CompletableFuture<T>> request) {
    return VertxContext.resume(Uni.createFrom().completionStage(() -> request.apply(client)))
        .onFailure()
        .transform(ObjectStorage::translate);
  }

  private static <T> Uni<Optional<T>> emptyOn(int status, Uni<T> found) {
    return found
        .map(Optional::of)
        .onFailure(failure -> status(failure) == status)
        .recoverWithItem(Optional.empty());
  }

  private static ObjectHeader header(ResponseBytes<GetObjectResponse> answer) {
    GetObjectResponse response = answer.response();
    String range = response.contentRange();
    long size =
        range == null
            ? response.contentLength()
            : Long.parseLong(range.substring(range.indexOf('/') + 1));
    return new ObjectHeader(answer.asByteArray(), new StoredObject(size, response.eTag()));
  }

  /** Failures that concern the one object pass; all others are failures of the store. */
  private static Throwable translate(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    int status = status(failure);
    if (status == NOT_FOUND || status == PRECONDITION_FAILED || status == INVALID_RANGE) {
      return failure;
    }
    if (failure instanceof SdkClientException || failure instanceof S3Exception) {
      // Only type and status are logged; an SDK message quotes keys.
      LOG.warnf("S3 did not answer: %s %d", failure.getClass().getSimpleName(), status);
      return ApiException.of(ErrorCode.UNAVAILABLE);
    }
    return failure;
  }

  private static int status(Throwable failure) {
    boolean concernsObject =
        failure instanceof S3Exception refused
            && (refused.awsErrorDetails() == null
                || !"NoSuchBucket".equals(refused.awsErrorDetails().errorCode()));
    return concernsObject ? ((S3Exception) failure).statusCode() : 0;
  }
}
