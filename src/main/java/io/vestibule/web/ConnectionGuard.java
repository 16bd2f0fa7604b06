package io.vestibule.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/**
 * Sees the bytes of a connection before the decoders of Vert.x. On the first bytes it installs a
 * {@link RequestWatch} behind the HTTP/1.1 decoder and encoder, or replaces itself with an {@link
 * Http2Watch}. On a TLS connection it first moves behind the decryption: the handlers of the
 * negotiated protocol exist when the first decrypted byte arrives.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
  private static final String TLS = "ssl";
  private static final String DECODER = "httpDecoder";
  private static final String ENCODER = "httpEncoder";

  private final ConnectionConfig config;
  private final ConnectionProblem problem;
  private final boolean decrypted;
  private RequestWatch watch;

  ConnectionGuard(ConnectionConfig config, ConnectionProblem problem) {
    this(config, problem, false);
  }

  private ConnectionGuard(ConnectionConfig config, ConnectionProblem problem, boolean decrypted) {
    this.config = config;
    this.problem = problem;
    this.decrypted = decrypted;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    ChannelPipeline pipeline = context.pipeline();
    if (!decrypted && pipeline.get(TLS) != null) {
      pipeline.addAfter(TLS, null, new ConnectionGuard(config, problem, true));
      context.fireChannelRead(bytes);
      pipeline.remove(this);
      return;
    }
    if (watch == null && pipeline.get(Http2ConnectionHandler.class) != null) {
      Http2Watch http2 = new Http2Watch(config);
      pipeline.replace(this, null, http2);
      http2.channelRead(pipeline.context(http2), bytes);
      return;
    }
    if (watch == null) {
      watch = install(pipeline);
    }
    if (watch == null || pipeline.get(DECODER) == null) {
      // Not HTTP/1.1, or no longer: dev mode uses web sockets.
      context.fireChannelRead(bytes);
      return;
    }
    watch.bytesArrived();
    context.fireChannelRead(bytes);
    watch.startTimer();
  }

  private RequestWatch install(ChannelPipeline pipeline) {
    if (pipeline.get(DECODER) == null || pipeline.get(ENCODER) == null) {
      return null;
    }
    RequestWatch added = new RequestWatch(config, problem);
    pipeline.addAfter(ENCODER, null, added);
    return added;
  }
}
