package io.vestibule.web;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Brings work that finished on a foreign thread (SDK executor, hashing pool) back to the Vert.x
 * context that asked for it, where the request's locals and log context live.
 */
public final class CallerContext {
  private CallerContext() {}

  /**
   * The same item or failure, delivered on the context of the subscriber; as it comes where the
   * subscriber has none.
   */
  public static <T> Uni<T> resume(Uni<T> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Context caller = Vertx.currentContext();
              return caller == null
                  ? work
                  : work.emitOn(task -> caller.runOnContext(ignored -> task.run()));
            });
  }
}
