package io.vestibule.webhook;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vestibule.outbox.DeliveryException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host with the resolver of the system. */
@ApplicationScoped
class NameResolver {
  private final Vertx vertx;

  NameResolver(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The addresses of a name or of a literal address; fails if there is none. */
  Uni<List<InetAddress>> resolve(String host) {
    return Uni.createFrom()
        .completionStage(() -> vertx.executeBlocking(() -> lookUp(host), false).toCompletionStage())
        .onFailure(UnknownHostException.class)
        .transform(unknown -> new DeliveryException("the name of the host was not found"));
  }

  private static List<InetAddress> lookUp(String host) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(host));
  }
}
