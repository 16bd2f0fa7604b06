package io.vestibule.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.web.ApiException;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3KeyTest {
  private static final UUID USER = new UUID(0x0123456789ab4cdeL, 0x8f01234567890abcL);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u2028",
        "\u2029",
        "a\u0085b",
        "a\nb",
        "a\rb",
        "\u0000",
        "\u007f",
        "\u009f",
        "\ud800",
        "a\udc00b",
        "\u0378",
        "a//b",
        "./a",
        "a/..",
        "/",
        ""
      })
  void forbiddenCharactersAndSegmentsAreRefused(String name) {
    assertThrows(ApiException.class, () -> S3Key.of("users/" + USER + "/" + name));
  }

  /** Whatever follows the prefix of a user: the key is refused, or that user owns it. */
  @Test
  void ownerIsFoundWhateverFollowsThePrefix() {
    Random random = new Random(11);
    int accepted = 0;
    for (int round = 0; round < 300_000; round++) {
      String prefix = "users/" + USER + "/";
      if (random.nextInt(4) == 0) {
        prefix = prefix.toUpperCase(Locale.ROOT);
      }
      String key = prefix + name(random);
      S3Key accepting;
      try {
        accepting = S3Key.of(key);
      } catch (ApiException refused) {
        continue;
      }
      accepted++;
      assertEquals(Optional.of(USER.toString()), accepting.owner(), key);
      assertEquals(
          key,
          new String(
              key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
              java.nio.charset.StandardCharsets.UTF_8));
    }
    assertTrue(accepted > 10_000, "the generator makes too few good keys");
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    int length = 1 + random.nextInt(4);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(6)) {
        case 0 -> name.append("\n\r\u0085\u2028\u2029\u000b\u000c".charAt(random.nextInt(7)));
        case 1 -> name.appendCodePoint(random.nextInt(0x11_0000));
        case 2 -> name.append((char) random.nextInt(0x1_0000));
        case 3 -> name.append("/.\\%".charAt(random.nextInt(4)));
        default -> name.append((char) ('a' + random.nextInt(26)));
      }
    }
    return name.toString();
  }
}
