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
 * An object's bytes as they arrive. The SDK's own {@code toPublisher()} leaves its subscriber
 * waiting for ever when the connection breaks after the head of the answer; this one says so. For
 * one subscriber, which may be told of one failure twice.
 */
final class ObjectStream
    implements AsyncResponseTransformer<GetObjectResponse, ObjectStream>, Publisher<ByteBuffer> {
  private final CompletableFuture<Void> broken = new CompletableFuture<>();

  /** Of the present attempt: the SDK may make several. */
  private volatile CompletableFuture<ObjectStream> begun = new CompletableFuture<>();

  private volatile SdkPublisher<ByteBuffer> content;

  @Override
  public CompletableFuture<ObjectStream> prepare() {
    begun = new CompletableFuture<>();
    return begun;
  }

  @Override
  public void onResponse(GetObjectResponse response) {
    // Status and range are as asked for, or this is not called.
  }

  @Override
  public void onStream(SdkPublisher<ByteBuffer> publisher) {
    content = publisher;
    begun.complete(this);
  }

  @Override
  public void exceptionOccurred(Throwable failure) {
    if (!begun.completeExceptionally(failure)) {
      broken.completeExceptionally(failure);
    }
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    content.subscribe(subscriber);
    Uni.createFrom().completionStage(broken).subscribe().with(nothing -> {}, subscriber::onError);
  }
}
