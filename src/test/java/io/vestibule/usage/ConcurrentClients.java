package io.vestibule.usage;

import io.vestibule.testing.Concurrently;
import java.util.List;
import java.util.function.IntFunction;

/** Clients that start at the same moment. */
public final class ConcurrentClients {
  private ConcurrentClients() {}

  /** The result of each of {@code size} clients, by its number. */
  public static <T> List<T> of(int size, IntFunction<T> client) {
    return Concurrently.run(size, client);
  }
}
