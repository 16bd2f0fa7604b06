package io.vestibule.playback;

import io.netty.buffer.Unpooled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vestibule.audio.ObjectStream;
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
 * Reads ciphertext from S3, decrypts it and writes the plaintext to the client, with a few buffers
 * of each in memory. More is requested from S3 only while the client's write queue accepts data.
 * All state is confined to the request's Vert.x context.
 *
 * <p>The last buffer is withheld until the decryptor has verified that the message is complete, so
 * no client receives all announced bytes of a file that is not authentic. A failure after the first
 * byte aborts the response: HTTP/1 closes the connection, HTTP/2 resets the stream.
 *
 * <p>A client, such as a paused player, may stop reading for longer than the idle timeout of a
 * connection to S3. The connection is then released, and a new one continues at the same offset
 * when the client reads again.
 */
final class PlaintextStream {
  private static final Logger LOG = Logger.getLogger(PlaintextStream.class);

  /** Buffers requested from S3 in advance. The SDK delivers buffers of 8 KiB, two per chunk. */
  private static final int PREFETCH = 16;

  private static final int WRITE_QUEUE = 128 * 1024;

  private final Context context;
  private final LongFunction<Uni<ObjectStream>> source;
  private final Decryptor decryptor;
  private final UniEmitter<? super PlaintextStream> opened;
  private final Deque<ByteBuffer> undelivered = new ArrayDeque<>();

  /** The current subscription to S3; null while there is none. */
  private S3Subscriber upstream;

  private HttpServerResponse client;
  private ByteBuffer withheld;
  private long received;
  private boolean openSignalled;
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
   * Starts reading. Emits the stream once its first chunk, or the empty message, has been
   * authenticated.
   *
   * @param source opens the ciphertext at an offset, which is relative to its first byte
   * @param decryptor for that ciphertext; is closed at the end
   */
  static Uni<PlaintextStream> open(LongFunction<Uni<ObjectStream>> source, Decryptor decryptor) {
    Context context = Vertx.currentContext();
    return Uni.createFrom()
        .emitter(opened -> new PlaintextStream(context, source, decryptor, opened).read());
  }

  /** Writes the whole plaintext to the response and ends it. */
  void sendTo(HttpServerResponse response) {
    if (response.closed()) {
      stop();
      return;
    }
    client = response;
    response.setWriteQueueMaxSize(WRITE_QUEUE);
    response.exceptionHandler(closed -> stop());
    response.closeHandler(closed -> stop());
    response.drainHandler(ignored -> requestMore());
    if (ended && !complete) {
      response.reset();
      return;
    }
    undelivered.forEach(this::write);
    undelivered.clear();
    if (complete) {
      response.end();
    } else {
      requestMore();
    }
  }

  private void read() {
    source
        .apply(received)
        .subscribe()
        .with(
            ciphertext -> {
              upstream = new S3Subscriber();
              ciphertext.subscribe(upstream);
            },
            this::fail);
  }

  /** One subscription to S3. Signals of an abandoned subscription are ignored. */
  private final class S3Subscriber implements Subscriber<ByteBuffer> {
    private final ContextQueue signals = new ContextQueue(context);
    private Subscription subscription;
    private int outstanding;

    @Override
    public void onSubscribe(Subscription granted) {
      signals.add(
          () -> {
            subscription = granted;
            if (ended) {
              granted.cancel();
            } else {
              request();
            }
          });
    }

    @Override
    public void onNext(ByteBuffer ciphertext) {
      ifCurrent(
          () -> {
            outstanding--;
            decrypt(ciphertext);
          });
    }

    @Override
    public void onError(Throwable failure) {
      ifCurrent(
          () -> {
            if (outstanding == 0 && client != null) {
              upstream = null;
              paused = true;
              requestMore();
            } else {
              fail(failure);
            }
          });
    }

    @Override
    public void onComplete() {
      ifCurrent(PlaintextStream.this::finish);
    }

    private void request() {
      int more = PREFETCH - outstanding;
      outstanding = PREFETCH;
      subscription.request(more);
    }

    private void ifCurrent(Runnable step) {
      signals.add(
          () -> {
            if (!ended && upstream == this) {
              step.run();
            }
          });
    }
  }

  private void decrypt(ByteBuffer ciphertext) {
    received += ciphertext.remaining();
    try {
      ByteBuffer plain = decryptor.update(ciphertext);
      if (plain.hasRemaining()) {
        deliver(withheld);
        withheld = plain;
      }
    } catch (InvalidCiphertextException tampered) {
      fail(tampered);
      return;
    }
    requestMore();
  }

  private void finish() {
    try {
      ByteBuffer rest = decryptor.finish();
      complete = true;
      ended = true;
      deliver(withheld);
      deliver(rest);
    } catch (InvalidCiphertextException tampered) {
      fail(tampered);
      return;
    }
    signalOpened();
    if (client != null) {
      client.end();
    }
  }

  private void deliver(ByteBuffer plain) {
    if (plain == null || !plain.hasRemaining()) {
      return;
    }
    if (client == null) {
      undelivered.add(plain);
      signalOpened();
    } else {
      write(plain);
    }
  }

  private void signalOpened() {
    if (!openSignalled) {
      openSignalled = true;
      opened.complete(this);
    }
  }

  /**
   * The decryptor gives each buffer away, so it is not copied. Vert.x has no other way for that.
   */
  @SuppressWarnings("deprecation")
  private void write(ByteBuffer plain) {
    client.write(Buffer.buffer(Unpooled.wrappedBuffer(plain)));
  }

  /** Before {@link #sendTo} only as much is read as the first chunk needs. */
  private void requestMore() {
    boolean wanted = client == null ? !openSignalled : !client.writeQueueFull();
    if (!wanted || ended) {
      return;
    }
    if (upstream != null) {
      upstream.request();
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
    LOG.warnf("the stream of a recording was aborted: %s", failure.getClass().getSimpleName());
    if (!openSignalled) {
      openSignalled = true;
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

  /** Releases the connection to S3 and the key. */
  private void stop() {
    if (!ended) {
      ended = true;
      withheld = null;
      undelivered.clear();
      decryptor.close();
      if (upstream != null && upstream.subscription != null) {
        upstream.subscription.cancel();
      }
    }
  }
}
