package io.vestibule.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.util.Random;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.Block;
import org.junit.jupiter.api.Test;

class Argon2BlockPoolTest {
  private static final Argon2Cost COST = new Argon2Cost(256, 2, 2);
  private static final Password PASSWORD = Password.of("correct horse battery staple");

  @Test
  void theBlocksOfAComputationAreKeptAndZero() throws Exception {
    Argon2BlockPool pool = Argon2BlockPool.of(COST);

    Argon2.id(COST).tag(PASSWORD, new byte[16], 32, pool);

    assertEquals(256 + 4, pool.size());
    Field words = Block.class.getDeclaredField("v");
    words.setAccessible(true);
    while (pool.size() > 0) {
      assertArrayEquals(new long[128], (long[]) words.get(pool.allocate()));
    }
  }

  @Test
  void noMoreBlocksAreKeptThanOneComputationNeeds() {
    Argon2BlockPool pool = Argon2BlockPool.of(COST);
    for (int i = 0; i < 3; i++) {
      Argon2.id(new Argon2Cost(512, 1, 1)).tag(PASSWORD, new byte[16], 32, pool);
    }
    assertEquals(256 + 4, pool.size());

    Argon2BlockPool none = Argon2BlockPool.keepingNone();
    Argon2.id(COST).tag(PASSWORD, new byte[16], 32, none);
    assertEquals(0, none.size());
  }

  /** A block that an earlier computation used must not change the result of the next one. */
  @Test
  void resultsDoNotDependOnEarlierComputations() {
    Random random = new Random(7);
    Argon2BlockPool pool = Argon2BlockPool.of(COST);
    for (int i = 0; i < 300; i++) {
      int lanes = 1 + random.nextInt(4);
      Argon2Cost cost =
          new Argon2Cost(8 * lanes + random.nextInt(300), 1 + random.nextInt(3), lanes);
      Argon2.Type type = random.nextBoolean() ? Argon2.Type.ARGON2I : Argon2.Type.ARGON2ID;
      Argon2 function = new Argon2(type, random.nextBoolean() ? 16 : 19, cost);
      byte[] salt = new byte[8 + random.nextInt(40)];
      random.nextBytes(salt);
      int size = 4 + random.nextInt(100);

      assertArrayEquals(
          function.tag(PASSWORD, salt, size),
          function.tag(PASSWORD, salt, size, pool),
          function::toString);
    }
  }
}
