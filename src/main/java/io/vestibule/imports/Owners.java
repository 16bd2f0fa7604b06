package io.vestibule.imports;

import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Which users are there. The last ten thousand are remembered: each may have many files. */
final class Owners {
  private static final int REMEMBERED = 10_000;

  private final Function<String, Uni<Boolean>> lookup;
  private final Map<String, Boolean> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  Owners(Function<String, Uni<Boolean>> lookup) {
    this.lookup = lookup;
  }

  /** Whether there is a user of that id. */
  Uni<Boolean> exist(String userId) {
    if (known.get(userId) != null) {
      return Uni.createFrom().item(true);
    }
    return lookup
        .apply(userId)
        .invoke(
            exists -> {
              if (exists) {
                known.put(userId, true);
              }
            });
  }
}
