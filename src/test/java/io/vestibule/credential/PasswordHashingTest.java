package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashingTest {
  private static final Password PASSWORD = Password.of("correct horse");

  private final PasswordHashing hashing =
      new PasswordHashing(
          new CheapHashes(), FirebaseConfigs.none(), new SecureRandom(), new SimpleMeterRegistry());

  @AfterEach
  void stop() {
    hashing.stop();
  }

  /** A failure would tell that the account exists. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$firebase-scrypt$ln=14,r=8,s=Bw==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/"
            + "qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
        "$scrypt$ln=30,r=8,p=1$a$b",
        "plain text",
        ""
      })
  void aHashThatCannotBeVerifiedMatchesNothing(String stored) {
    assertEquals(PasswordMatch.NONE, await(hashing.match(PASSWORD, stored)));
    assertFalse(await(hashing.verify(PASSWORD, stored)));
  }

  @Test
  void ownHashesMatch() {
    String stored = await(hashing.hash(PASSWORD));

    assertEquals(PasswordMatch.NORMALIZED, await(hashing.match(PASSWORD, stored)));
    assertEquals(PasswordMatch.NONE, await(hashing.match(Password.of("battery staple"), stored)));
  }

  private static <T> T await(Uni<T> result) {
    return result.await().atMost(Duration.ofMinutes(1));
  }
}
