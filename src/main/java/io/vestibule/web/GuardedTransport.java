package io.vestibule.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import org.eclipse.microprofile.config.ConfigProvider;

/** The transport of the JDK, with a {@link ConnectionGuard} on every connection of a server. */
final class GuardedTransport extends JDKTransport {
  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    super.configure(options, domainSocket, bootstrap);
    SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
    if (!config.isPropertyPresent("vestibule.connections.head-timeout")) {
      // A plain Vert.x without Quarkus, in tests of single classes.
      return;
    }
    bootstrap.handler(
        new Acceptor(
            config.getConfigMapping(ConnectionConfig.class),
            new ConnectionProblem(config.getConfigMapping(HeadersConfig.class))));
  }

  /** A handler of the listening channel. Its messages are the accepted connections. */
  @Sharable
  private static final class Acceptor extends ChannelInboundHandlerAdapter {
    private final ConnectionConfig config;
    private final ConnectionProblem problem;

    Acceptor(ConnectionConfig config, ConnectionProblem problem) {
      this.config = config;
      this.problem = problem;
    }

    @Override
    public void channelRead(ChannelHandlerContext listener, Object accepted) {
      ((Channel) accepted).pipeline().addLast(new ConnectionGuard(config, problem));
      listener.fireChannelRead(accepted);
    }
  }
}
