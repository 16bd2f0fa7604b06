package io.vestibule.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are looked up as secrets of API keys. */
class KeySecretsTest {
  @Test
  void ownSecretsNeedTheirChecksum() {
    String secret = ApiToken.random(new SecureRandom()).reveal();
    KeySecrets secrets = secrets(List.of());

    assertTrue(secrets.read(secret).isPresent());
    char last = secret.charAt(secret.length() - 1);
    assertEquals(
        Optional.empty(),
        secrets.read(secret.substring(0, secret.length() - 1) + (last == '0' ? '1' : '0')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk_live_0123456789", "sk_test_~!0123456"})
  void importedSecretsNeedAConfiguredPrefix(String secret) {
    assertTrue(secrets(List.of("sk_live_", "sk_test_")).read(secret).isPresent());
    assertEquals(Optional.empty(), secrets(List.of("other")).read(secret));
    assertEquals(Optional.empty(), secrets(List.of()).read(secret));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "sk_live_", "sk_live_0123456", "sk_live_0123 456789", "sk_live_0123456789é"})
  void otherTextsAreNoSecrets(String text) {
    assertEquals(Optional.empty(), secrets(List.of("sk_live_")).read(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s", "vst_", "vs", "vss_a", "sk live", "0123456789012345678901234567890123"})
  void aPrefixOfThisServiceOrAMalformedOnePreventsTheStart(String prefix) {
    assertThrows(IllegalStateException.class, () -> secrets(List.of(prefix)));
  }

  @Test
  void randomUuidsAreSecretsOnlyIfConfigured() {
    String uuid = "dfc3a365-6b0f-4c1e-9a4b-0123456789ab";

    assertTrue(secrets(List.of(), true).read(uuid).isPresent());
    assertEquals(Optional.empty(), secrets(List.of(), false).read(uuid));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dfc3a365-6b0f-1c1e-9a4b-0123456789ab",
        "dfc3a365-6b0f-4c1e-ca4b-0123456789ab",
        "DFC3A365-6B0F-4C1E-9A4B-0123456789AB",
        "dfc3a365-6b0f-4c1e-9a4b-0123456789ab\n"
      })
  void otherUuidsAreNoSecrets(String text) {
    assertEquals(Optional.empty(), secrets(List.of(), true).read(text));
  }

  private static KeySecrets secrets(List<String> prefixes) {
    return secrets(prefixes, false);
  }

  private static KeySecrets secrets(List<String> prefixes, boolean uuids) {
    return new KeySecrets(
        new ApiKeysConfig() {
          @Override
          public Optional<List<String>> scopes() {
            return Optional.empty();
          }

          @Override
          public Optional<List<String>> importedPrefixes() {
            return Optional.of(prefixes);
          }

          @Override
          public boolean importedUuids() {
            return uuids;
          }
        });
  }
}
