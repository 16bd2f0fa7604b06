package io.vestibule.imports;

import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Caches which accounts exist, for the last ten thousand users: each may own many files. */
final class AccountExistenceCache {
  private static final int CAPACITY = 10_000;

  private final Function<String, Uni<Boolean>> lookup;
  private final Map<String, Boolean> cache =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > CAPACITY;
            }
          });

  AccountExistenceCache(Function<String, Uni<Boolean>> lookup) {
    this.lookup = lookup;
  }

  /** Whether an account of that id exists. */
  Uni<Boolean> exists(String userId) {
    if (cache.get(userId) != null) {
      return Uni.createFrom().item(true);
    }
    return lookup
        .apply(userId)
        .invoke(
            exists -> {
              if (exists) {
                cache.put(userId, true);
              }
            });
  }
}
