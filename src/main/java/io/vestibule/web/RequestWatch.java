package io.vestibule.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Watches the requests of one HTTP/1.1 connection. It answers requests that the decoder rejects or
 * whose end is uncertain, for which Vert.x would send a status without a body, and requests that
 * miss a deadline of {@link ConnectionConfig}. In both cases it closes the connection, because the
 * start of a next request is unknown.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure to write or close has no further effect
final class RequestWatch extends ChannelDuplexHandler {
  /** How long the client may take to read the answer. Until then its bytes are discarded. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private enum Arrival {
    NOTHING,
    HEAD,
    BODY
  }

  private final ConnectionConfig config;
  private final ConnectionProblem problem;
  private ChannelHandlerContext context;
  private Arrival arrival = Arrival.NOTHING;
  private Future<?> timer;
  private int unanswered;
  private boolean answering;
  private boolean refused;

  RequestWatch(ConnectionConfig config, ConnectionProblem problem) {
    this.config = config;
    this.problem = problem;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /** Called before the decoder gets the bytes. */
  void bytesArrived() {
    if (arrival == Arrival.NOTHING) {
      arrival = Arrival.HEAD;
    }
  }

  /** Called after the decoder had the bytes. A request that is complete by then needs no timer. */
  void startTimer() {
    if (arrival == Arrival.NOTHING || timer != null || refused) {
      return;
    }
    Duration limit = arrival == Arrival.HEAD ? config.headTimeout() : config.bodyTimeout();
    timer =
        context
            .executor()
            .schedule(
                () -> refuse(ErrorCode.REQUEST_TIMEOUT), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpObject part && !isReadable(part)) {
      ReferenceCountUtil.release(message);
      if (message instanceof HttpRequest) {
        arrival = Arrival.HEAD;
      }
      refuse(codeOf(part.decoderResult()));
      return;
    }
    if (message instanceof HttpRequest) {
      stopTimer();
      arrival = Arrival.BODY;
      unanswered++;
    }
    if (message instanceof LastHttpContent) {
      stopTimer();
      arrival = Arrival.NOTHING;
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ignored, Object message, ChannelPromise promise) {
    if (refused) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new java.nio.channels.ClosedChannelException());
      return;
    }
    boolean interim =
        message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (message instanceof HttpResponse && !interim) {
      answering = true;
    }
    if (message instanceof LastHttpContent && !interim) {
      answering = false;
      unanswered--;
    }
    context.write(message, promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ignored) {
    stopTimer();
    context.fireChannelInactive();
  }

  /** Answers the request that arrives, unless an earlier one is unanswered, and closes. */
  private void refuse(ErrorCode code) {
    stopTimer();
    refused = true;
    // A request counts as unanswered from the end of its head on.
    int earlier = arrival == Arrival.BODY ? unanswered - 1 : unanswered;
    if (answering || earlier > 0) {
      context.close();
      return;
    }
    context.writeAndFlush(problem.response(code)).addListener(sent -> closeGracefully());
  }

  /** Closing at once would reset the connection while the client still sends. */
  private void closeGracefully() {
    Channel channel = context.channel();
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      duplex.shutdownOutput();
      context.executor().schedule(() -> channel.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      channel.close();
    }
  }

  /**
   * Whether the decoder understood it, its target is a URI, which Quarkus checks before the first
   * route, and its end is certain. The end is uncertain with a transfer coding other than {@code
   * chunked}, and with any in HTTP/1.0 (RFC 9112 section 6.1). The preface of HTTP/2, which is off
   * without TLS, also looks like a request.
   */
  private static boolean isReadable(HttpObject part) {
    if (part.decoderResult().isFailure()) {
      return false;
    }
    if (!(part instanceof HttpRequest request)) {
      return true;
    }
    if (!isUri(request.uri())) {
      return false;
    }
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    HttpVersion version = request.protocolVersion();
    return codings.isEmpty()
        ? version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0)
        : version.equals(HttpVersion.HTTP_1_1)
            && codings.size() == 1
            && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
  }

  private static boolean isUri(String target) {
    try {
      new URI(target);
      return true;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  private static ErrorCode codeOf(DecoderResult result) {
    if (result.cause() instanceof TooLongHttpLineException) {
      return ErrorCode.URI_TOO_LONG;
    }
    return result.cause() instanceof TooLongHttpHeaderException
        ? ErrorCode.HEADERS_TOO_LARGE
        : ErrorCode.INVALID_REQUEST;
  }
}
