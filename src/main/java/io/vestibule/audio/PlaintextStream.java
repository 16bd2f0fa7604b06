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
import java.util.function.LongFunction;
import org.jboss.logging.Logger;
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
 *
 * <p>A client may pause, as a player does, for longer than a connection to S3 may idle. That
 * connection is then given back, and another continues from the same byte once the client goes on.
 */
final class PlaintextStream {
  private static final Logger LOG = Logger.getLogger(PlaintextStream.class);

  /** Pieces asked of S3 ahead. The SDK makes them of 8 KiB, so two to a chunk. */
  private static final int AHEAD = 16;

  private static final int WRITE_QUEUE = 128 * 1024;

  private final Context context;
  private final LongFunction<Uni<ObjectStream>> source;
  private final Decryptor decryptor;
  private final UniEmitter<? super PlaintextStream> opened;
  private final Deque<ByteBuffer> ready = new ArrayDeque<>();

  /** The connection to S3; null while there is none. */
  private Reading reading;

  private HttpServerResponse client;
  private ByteBuffer held;
  private long taken;
  private boolean begun;
  private boolean paused;
  private boolean complete;
  private boolean ended;

  private PlaintextStream(
      Context context,
      LongFunction<Uni<ObjectStream>> source,
      Decryptor decryptor,
      UniEmitter<? super PlaintextStream> opened) {
    this.context = context;
    this.source = source;
    this.decryptor = decryptor;
    this.opened = opened;
  }

  /**
   * Begins to read; gives the stream once its first piece, or the empty whole, is authentic.
   *
   * @param source the ciphertext from an offset on, counted from its first byte
   * @param decryptor for that ciphertext; closed in the end
   */
  static Uni<PlaintextStream> open(LongFunction<Uni<ObjectStream>> source, Decryptor decryptor) {
    Context context = Vertx.currentContext();
    return Uni.createFrom()
        .emitter(opened -> new PlaintextStream(context, source, decryptor, opened).read());
  }

  /** Sends everything to the client and ends the response. */
  void sendTo(HttpServerResponse response) {
    client = response;
    response.setWriteQueueMaxSize(WRITE_QUEUE);
    response.exceptionHandler(gone -> stop());
    response.closeHandler(gone -> stop());
    response.drainHandler(ignored -> goOn());
    if (ended && !complete) {
      response.reset();
      return;
    }
    ready.forEach(this::write);
    ready.clear();
    if (complete) {
      response.end();
    } else {
      goOn();
    }
  }

  private void read() {
    source
        .apply(taken)
        .subscribe()
        .with(
            ciphertext -> {
              reading = new Reading();
              ciphertext.subscribe(reading);
            },
            this::fail);
  }

  /** One connection to S3. What an abandoned one still says is not heard. */
  private final class Reading implements Subscriber<ByteBuffer> {
    private Subscription subscription;
    private int asked;

    @Override
    public void onSubscribe(Subscription given) {
      onContext(
          () -> {
            subscription = given;
            if (ended) {
              given.cancel();
            } else {
              ask();
            }
          });
    }

    @Override
    public void onNext(ByteBuffer ciphertext) {
      heard(
          () -> {
            asked--;
            take(ciphertext);
          });
    }

    @Override
    public void onError(Throwable failure) {
      heard(
          () -> {
            if (asked == 0 && client != null) {
              reading = null;
              paused = true;
              goOn();
            } else {
              fail(failure);
            }
          });
    }

    @Override
    public void onComplete() {
      heard(PlaintextStream.this::finish);
    }

    private void ask() {
      int more = AHEAD - asked;
      asked = AHEAD;
      subscription.request(more);
    }

    private void heard(Runnable step) {
      onContext(
          () -> {
            if (!ended && reading == this) {
              step.run();
            }
          });
    }
  }

  private void take(ByteBuffer ciphertext) {
    taken += ciphertext.remaining();
    try {
      ByteBuffer plain = decryptor.update(ciphertext);
      if (plain.hasRemaining()) {
        release(held);
        held = plain;
      }
    } catch (InvalidCiphertextException tampered) {
      fail(tampered);
      return;
    }
    goOn();
  }

  private void finish() {
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
    byte[] bytes = new byte[plain.remaining()];
    plain.get(bytes);
    client.write(Buffer.buffer(bytes));
  }

  /** Until the client is there, only as much as the first piece needs. */
  private void goOn() {
    boolean wanted = client == null ? !begun : !client.writeQueueFull();
    if (!wanted || ended) {
      return;
    }
    if (reading != null) {
      reading.ask();
    } else if (paused) {
      paused = false;
      read();
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
      opened.fail(problem(failure));
    } else if (client != null) {
      client.reset();
    }
  }

  private static ApiException problem(Throwable failure) {
    if (failure instanceof ApiException domain) {
      return domain;
    }
    return ApiException.of(
        failure instanceof InvalidCiphertextException
            ? ErrorCode.NOT_DECRYPTABLE
            : ErrorCode.UNAVAILABLE);
  }

  /** Gives back the connection to S3 and the key. */
  private void stop() {
    if (!ended) {
      ended = true;
      held = null;
      ready.clear();
      decryptor.close();
      if (reading != null && reading.subscription != null) {
        reading.subscription.cancel();
      }
    }
  }

  private void onContext(Runnable step) {
    context.runOnContext(ignored -> step.run());
  }
}
