package io.vestibule.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SecretBytesTest {

  @Test
  void copiesInAndOut() {
    byte[] given = {1, 2, 3};
    SecretBytes secret = SecretBytes.of(given);
    given[0] = 9;
    secret.reveal()[1] = 9;
    assertArrayEquals(new byte[] {1, 2, 3}, secret.reveal());
    assertEquals(3, secret.size());
  }

  @Test
  void takesASlice() {
    assertArrayEquals(new byte[] {2, 3}, SecretBytes.of(new byte[] {1, 2, 3, 4}, 1, 2).reveal());
  }

  @Test
  void matchesByContentAndEqualsByIdentity() {
    SecretBytes secret = SecretBytes.of(new byte[] {1, 2});
    assertTrue(secret.matches(SecretBytes.of(new byte[] {1, 2})));
    assertFalse(secret.matches(SecretBytes.of(new byte[] {1, 3})));
    assertFalse(secret.matches(SecretBytes.of(new byte[] {1, 2, 3})));
    assertNotEquals(secret, SecretBytes.of(new byte[] {1, 2}));
  }

  @Test
  void closedSecretRefusesUse() {
    SecretBytes secret = SecretBytes.of(new byte[] {1, 2});
    SecretBytes zeroes = SecretBytes.of(new byte[2]);
    secret.close();
    secret.close();
    assertThrows(IllegalStateException.class, secret::reveal);
    assertThrows(IllegalStateException.class, () -> secret.matches(zeroes));
    assertThrows(IllegalStateException.class, () -> zeroes.matches(secret));
    assertEquals(2, secret.size());
  }

  @Test
  void printsItsSizeOnly() {
    assertEquals("SecretBytes[2 bytes, redacted]", SecretBytes.of(new byte[] {65, 66}).toString());
  }

  @Test
  void usesTheInjectedRandomness() {
    SecureRandom random = new SecureRandom();
    assertEquals(32, SecretBytes.random(32, random).size());
    assertFalse(SecretBytes.random(32, random).matches(SecretBytes.random(32, random)));
  }
}
