package io.vestibule.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Resets a stream whose request body is not complete in time. The other requests of the connection
 * go on.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure to reset has no further effect
final class Http2BodyDeadlines extends Http2ConnectionAdapter {
  private final ChannelHandlerContext context;
  private final Http2ConnectionHandler http2;
  private final Duration limit;
  private final Http2Connection.PropertyKey timer;

  /**
   * @param context of the handler
   */
  Http2BodyDeadlines(ChannelHandlerContext context, Http2ConnectionHandler http2, Duration limit) {
    this.context = context;
    this.http2 = http2;
    this.limit = limit;
    this.timer = http2.connection().newKey();
  }

  @Override
  public void onStreamActive(Http2Stream stream) {
    if (stream.state().remoteSideOpen()) {
      stream.setProperty(
          timer,
          context
              .executor()
              .schedule(() -> reset(stream), limit.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  @Override
  public void onStreamHalfClosed(Http2Stream stream) {
    if (!stream.state().remoteSideOpen()) {
      stopTimer(stream);
    }
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    stopTimer(stream);
  }

  private void stopTimer(Http2Stream stream) {
    Future<?> running = stream.removeProperty(timer);
    if (running != null) {
      running.cancel(false);
    }
  }

  private void reset(Http2Stream stream) {
    http2.resetStream(context, stream.id(), Http2Error.CANCEL.code(), context.newPromise());
    context.flush();
  }
}
