package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnersTest {
  private final List<String> asked = new ArrayList<>();
  private final Owners owners =
      new Owners(
          userId -> {
            asked.add(userId);
            return Uni.createFrom().item(!userId.equals("nobody"));
          });

  @Test
  void whoIsThereIsAskedOnce() {
    for (int file = 0; file < 5; file++) {
      assertTrue(exist("ada"));
      assertFalse(exist("nobody"));
    }

    assertEquals(1, asked.stream().filter("ada"::equals).count());
    assertEquals(5, asked.stream().filter("nobody"::equals).count(), "they may come yet");
  }

  @Test
  void noMoreThanTenThousandAreRemembered() {
    exist("first");
    for (int user = 0; user < 10_000; user++) {
      exist("u" + user);
    }
    asked.clear();

    assertTrue(exist("first"));
    assertTrue(exist("u9999"));

    assertEquals(List.of("first"), asked);
  }

  private boolean exist(String userId) {
    return owners.exist(userId).await().indefinitely();
  }
}
