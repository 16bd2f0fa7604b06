package io.vestibule.web;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Installs {@link GuardedTransport}. Vert.x has no public hook for the handlers of a server's
 * connections; the transport is the only extension point that sees them before the first byte.
 */
// The Vert.x instance of the service is there before the native image; that of a command is created
// at run time.
@RegisterForReflection
public class ConnectionGuardProvider implements VertxServiceProvider {
  /** Loaded through {@code META-INF/services}. */
  public ConnectionGuardProvider() {}

  @Override
  public void init(VertxBuilder builder) {
    if (builder.findTransport() instanceof JDKTransport) {
      builder.findTransport(new GuardedTransport());
    }
  }
}
