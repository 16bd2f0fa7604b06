package io.vestibule.credential;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * The client and the account for which a password is hashed. The hashing queue is fair between
 * them. Both belong to the request and are kept in its Vert.x context.
 *
 * @param address the client's network
 * @param account names the account, existing or not; null where there is none yet
 */
public record HashingClient(String address, String account) {
  private static final String LOCAL = "vestibule.hashing-client";

  /** Operator commands and background work have neither. */
  private static final HashingClient NONE = new HashingClient(null, null);

  /** Sets the client of the current request; nothing outside a request. */
  public static void setCurrent(HashingClient client) {
    if (VertxContext.isOnDuplicatedContext()) {
      Vertx.currentContext().putLocal(LOCAL, client);
    }
  }

  static HashingClient current() {
    Context context = Vertx.currentContext();
    if (context == null || !VertxContext.isOnDuplicatedContext()) {
      return NONE;
    }
    HashingClient client = context.getLocal(LOCAL);
    return client == null ? NONE : client;
  }
}
