package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A stream of an object's bytes. The SDK's own {@code toPublisher()} never completes if the
 * connection breaks after the response headers; this one signals the failure. It supports one
 * subscriber, which may receive the same failure twice.
 */
public final class ObjectStream
    implements AsyncResponseTransformer<GetObjectResponse, ObjectStream>, Publisher<ByteBuffer> {
  private final CompletableFuture<Void> failed = new CompletableFuture<>();

  /** Of the current attempt; the SDK may retry. */
  private volatile CompletableFuture<ObjectStream> started = new CompletableFuture<>();

  private volatile SdkPublisher<ByteBuffer> content;

  @Override
  public CompletableFuture<ObjectStream> prepare() {
    started = new CompletableFuture<>();
    return started;
  }

  @Override
  public void onResponse(GetObjectResponse response) {
    // Only called if status and range are as requested.
  }

  @Override
  public void onStream(SdkPublisher<ByteBuffer> publisher) {
    content = publisher;
    started.complete(this);
  }

  @Override
  public void exceptionOccurred(Throwable failure) {
    if (!started.completeExceptionally(failure)) {
      failed.completeExceptionally(failure);
    }
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    content.subscribe(subscriber);
    Uni.createFrom().completionStage(failed).subscribe().with(nothing -> {}, subscriber::onError);
  }
}
