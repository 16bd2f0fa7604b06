package io.vestibule.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Applies the deadlines of {@link ConnectionConfig} to an HTTP/2 connection. It sees its bytes. A
 * frame or header block that does not arrive in time closes the connection; {@link
 * Http2BodyDeadlines} ends single streams.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure to close has no further effect
final class Http2Watch extends ChannelInboundHandlerAdapter {
  private final ConnectionConfig config;
  private final Http2FrameScanner frames = new Http2FrameScanner();
  private Future<?> timer;

  Http2Watch(ConnectionConfig config) {
    this.config = config;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
    http2
        .connection()
        .addListener(
            new Http2BodyDeadlines(context.pipeline().context(http2), http2, config.bodyTimeout()));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    int before = frames.completed();
    frames.read((ByteBuf) bytes);
    if (frames.completed() != before) {
      stopTimer();
    }
    context.fireChannelRead(bytes);
    if (!frames.isBetweenFrames() && timer == null && context.channel().isActive()) {
      Duration limit = frames.isInData() ? config.bodyTimeout() : config.headTimeout();
      timer =
          context
              .executor()
              .schedule(() -> close(context), limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Not through the later handlers, which would send GOAWAY and wait for the open streams. */
  private static void close(ChannelHandlerContext context) {
    context.close();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopTimer();
    context.fireChannelInactive();
  }
}
