package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountExistenceCacheTest {
  private final List<String> lookups = new ArrayList<>();
  private final AccountExistenceCache cache =
      new AccountExistenceCache(
          userId -> {
            lookups.add(userId);
            return Uni.createFrom().item(!userId.equals("unknown"));
          });

  @Test
  void existingAccountIsLookedUpOnce() {
    for (int file = 0; file < 5; file++) {
      assertTrue(exist("ada"));
      assertFalse(exist("unknown"));
    }

    assertEquals(1, lookups.stream().filter("ada"::equals).count());
    assertEquals(
        5,
        lookups.stream().filter("unknown"::equals).count(),
        "a missing account may be created later");
  }

  @Test
  void atMostTenThousandAccountsAreCached() {
    exist("first");
    for (int user = 0; user < 10_000; user++) {
      exist("u" + user);
    }
    lookups.clear();

    assertTrue(exist("first"));
    assertTrue(exist("u9999"));

    assertEquals(List.of("first"), lookups);
  }

  private boolean exist(String userId) {
    return cache.exists(userId).await().indefinitely();
  }
}
