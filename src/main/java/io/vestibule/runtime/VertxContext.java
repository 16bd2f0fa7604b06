package io.vestibule.runtime;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Resumes on the Vert.x context of the subscriber after work that finished on another thread (SDK
 * executor, hashing pool). The request's locals and log context belong to that context.
 */
public final class VertxContext {
  private VertxContext() {}

  /**
   * The same item or failure, delivered on the context of the subscriber, or on any thread if the
   * subscriber has no context.
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
