package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vestibule.crypto.Decryptor;
import io.vestibule.crypto.InvalidCiphertextException;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Ciphertext from S3, plaintext to the client, a few pieces of both in memory: S3 is asked for more
 * only while the client takes what there is. Everything happens on the request's own Vert.x
 * context.
 *
 * <p>The last piece is held back until the decryptor has proven that the message is complete, so no
 * client receives all the bytes it was promised of a file that is not authentic. What fails after
 * the first byte ends the response by force: HTTP/1 closes the connection, HTTP/2 resets the
 * stream.
 */
final class PlaintextStream implements Subscriber<ByteBuffer> {
  private static final Logger LOG = Logger.getLogger(PlaintextStream.class);

  /** Pieces asked of S3 ahead. The SDK makes them of 8 KiB, so two to a chunk. */
  private static final int AHEAD = 16;

  private static final int WRITE_QUEUE = 128 * 1024;

  private final Context context;
  private final Decryptor decryptor;
  private final UniEmitter<? super PlaintextStream> opened;
  private final Deque<ByteBuffer> ready = new ArrayDeque<>();
  private Subscription source;
  private HttpServerResponse client;
  private ByteBuffer held;
  private boolean begun;
  private boolean complete;
  private boolean ended;
  private int owed;

  private PlaintextStream(
      Context context, Decryptor decryptor, UniEmitter<? super PlaintextStream> opened) {
    this.context = context;
    this.decryptor = decryptor;
    this.opened = opened;
  }

  /** Begins to read; gives the stream once its first piece, or the empty whole, is authentic. */
  static Uni<PlaintextStream> open(Publisher<ByteBuffer> ciphertext, Decryptor decryptor) {
    Context context = Vertx.currentContext();
    return Uni.createFrom()
        .emitter(opened -> ciphertext.subscribe(new PlaintextStream(context, decryptor, opened)));
  }

  /** Sends everything to the client and ends the response. */
  void sendTo(HttpServerResponse response) {
    client = response;
    response.setWriteQueueMaxSize(WRITE_QUEUE);
    response.exceptionHandler(gone -> stop());
    response.closeHandler(gone -> stop());
    response.drainHandler(ignored -> askForMore());
    if (ended && !complete) {
      response.reset();
      return;
    }
    ready.forEach(this::write);
    ready.clear();
    if (complete) {
      response.end();
    } else {
      askForMore();
    }
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    onContext(
        () -> {
          source = subscription;
          source.request(AHEAD);
        });
  }

  @Override
  public void onNext(ByteBuffer ciphertext) {
    onContext(() -> take(ciphertext));
  }

  @Override
  public void onError(Throwable failure) {
    onContext(() -> fail(failure));
  }

  @Override
  public void onComplete() {
    onContext(this::finish);
  }

  private void take(ByteBuffer ciphertext) {
    if (ended) {
      return;
    }
    try {
      ByteBuffer plain = decryptor.update(ciphertext);
      owed++;
      if (plain.hasRemaining()) {
        release(held);
        held = plain;
      }
    } catch (InvalidCiphertextException tampered) {
      fail(tampered);
      return;
    }
    askForMore();
  }

  private void finish() {
    if (ended) {
      return;
    }
    try {
      ByteBuffer rest = decryptor.finish();
      complete = true;
      ended = true;
      release(held);
      release(rest);
    } catch (InvalidCiphertextException tampered) {
      fail(tampered);
      return;
    }
    begin();
    if (client != null) {
      client.end();
    }
  }

  private void release(ByteBuffer plain) {
    if (plain == null || !plain.hasRemaining()) {
      return;
    }
    if (client == null) {
      ready.add(plain);
      begin();
    } else {
      write(plain);
    }
  }

  private void begin() {
    if (!begun) {
      begun = true;
      opened.complete(this);
    }
  }

  private void write(ByteBuffer plain) {
    client.write(Buffer.buffer(plain.remaining()).appendBytes(bytes(plain)));
  }

  private static byte[] bytes(ByteBuffer plain) {
    byte[] bytes = new byte[plain.remaining()];
    plain.get(bytes);
    return bytes;
  }

  /** Until the client is there, only as much as the first piece needs. */
  private void askForMore() {
    boolean wanted = client == null ? !begun : !client.writeQueueFull();
    if (wanted && !ended && owed > 0) {
      int more = owed;
      owed = 0;
      source.request(more);
    }
  }

  private void fail(Throwable failure) {
    if (ended) {
      return;
    }
    stop();
    LOG.warnf("a recording's stream broke off: %s", failure.getClass().getSimpleName());
    if (!begun) {
      begun = true;
      opened.fail(
          ApiException.of(
              failure instanceof InvalidCiphertextException
                  ? ErrorCode.NOT_DECRYPTABLE
                  : ErrorCode.UNAVAILABLE));
    } else if (client != null) {
      client.reset();
    }
  }

  /** Gives back the connection to S3 and the key. */
  private void stop() {
    if (!ended) {
      ended = true;
      held = null;
      ready.clear();
      decryptor.close();
      source.cancel();
    }
  }

  private void onContext(Runnable step) {
    context.runOnContext(ignored -> step.run());
  }
}
