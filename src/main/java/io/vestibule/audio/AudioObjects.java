package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Cobblestone256;
import io.vestibule.web.ApiException;
import io.vestibule.web.CallerContext;
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
 * The bucket. An answer arrives on the caller's own Vert.x context; a store that is slow, away or
 * refuses us is {@link ErrorCode#UNAVAILABLE}.
 */
@ApplicationScoped
class AudioObjects {
  private static final Logger LOG = Logger.getLogger(AudioObjects.class);
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int INVALID_RANGE = 416;

  private final S3AsyncClient client;
  private final String bucket;

  AudioObjects(S3AsyncClient client, S3Config config) {
    this.client = client;
    this.bucket = config.bucket();
  }

  /** Size and entity tag; empty where there is no such object. */
  Uni<Optional<StoredObject>> find(String key) {
    return absentIs(
        NOT_FOUND,
        call(s3 -> s3.headObject(head -> head.bucket(bucket).key(key)))
            .map(found -> new StoredObject(found.contentLength(), found.eTag())));
  }

  /** The first 56 bytes; empty where there is no such object. */
  Uni<Optional<ObjectHeader>> header(String key) {
    Uni<ObjectHeader> read =
        call(s3 ->
                s3.getObject(
                    get ->
                        get.bucket(bucket).key(key).range("bytes=0-" + (Cobblestone256.HEADER - 1)),
                    AsyncResponseTransformer.<GetObjectResponse>toBytes()))
            .map(AudioObjects::header)
            .onFailure(failure -> status(failure) == INVALID_RANGE)
            .recoverWithItem(new ObjectHeader(new byte[0], new StoredObject(0, "")));
    return absentIs(NOT_FOUND, read);
  }

  /**
   * The bytes of an object from one offset to another, inclusive. They are asked of S3 as the
   * subscriber asks for them; cancelling closes the connection.
   *
   * @param etag what the object had when its header was read
   * @throws ApiException {@link ErrorCode#OBJECT_MISSING}, {@link ErrorCode#OBJECT_CHANGED}
   */
  Uni<ObjectStream> read(String key, String etag, long from, long to) {
    return call(s3 ->
            s3.getObject(
                get -> get.bucket(bucket).key(key).ifMatch(etag).range("bytes=" + from + "-" + to),
                new ObjectStream()))
        .onFailure(failure -> status(failure) == NOT_FOUND)
        .transform(gone -> ApiException.of(ErrorCode.OBJECT_MISSING))
        .onFailure(
            failure -> status(failure) == PRECONDITION_FAILED || status(failure) == INVALID_RANGE)
        .transform(changed -> ApiException.of(ErrorCode.OBJECT_CHANGED));
  }

  /** Removes the object; nothing where it is gone already. */
  Uni<Void> delete(String key) {
    return absentIs(NOT_FOUND, call(s3 -> s3.deleteObject(del -> del.bucket(bucket).key(key))))
        .replaceWithVoid();
  }

  /** The first keys under a prefix, at most 1000. */
  Uni<List<String>> list(String prefix) {
    return call(s3 -> s3.listObjectsV2(list -> list.bucket(bucket).prefix(prefix)))
        .map(page -> page.contents().stream().map(S3Object::key).toList());
  }

  private <T> Uni<T> call(Function<S3AsyncClient, CompletableFuture<T>> request) {
    return CallerContext.resume(Uni.createFrom().completionStage(() -> request.apply(client)))
        .onFailure()
        .transform(AudioObjects::translate);
  }

  private static <T> Uni<Optional<T>> absentIs(int status, Uni<T> found) {
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

  /** What is about the one object passes; all else is the store's trouble. */
  private static Throwable translate(Throwable raised) {
    Throwable failure =
        raised instanceof CompletionException && raised.getCause() != null
            ? raised.getCause()
            : raised;
    int status = status(failure);
    if (status == NOT_FOUND || status == PRECONDITION_FAILED || status == INVALID_RANGE) {
      return failure;
    }
    if (failure instanceof SdkClientException || failure instanceof S3Exception) {
      // Type and status are enough to act on; an SDK message quotes keys.
      LOG.warnf("S3 did not answer: %s %d", failure.getClass().getSimpleName(), status);
      return ApiException.of(ErrorCode.UNAVAILABLE);
    }
    return failure;
  }

  private static int status(Throwable failure) {
    boolean aboutTheObject =
        failure instanceof S3Exception refused
            && (refused.awsErrorDetails() == null
                || !"NoSuchBucket".equals(refused.awsErrorDetails().errorCode()));
    return aboutTheObject ? ((S3Exception) failure).statusCode() : 0;
  }
}
