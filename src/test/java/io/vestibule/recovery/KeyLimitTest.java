package io.vestibule.recovery;

import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Resets.reset;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.testing.VaultClient;
import io.vestibule.web.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A reset without the recovery key by an account that has the greatest number of audio keys. */
@QuarkusTest
class KeyLimitTest {
  private static final int MAX = AudioKeyset.MAX_KEYS;

  @Test
  void theOldestKeyWithoutRecordingsIsDropped() {
    Person ada = withKeys();
    register(ada, "k1");

    reset(ada, freshPassword(), Optional.empty()).then().statusCode(200);

    List<String> ids = keyIds(ada);
    assertEquals(MAX, ids.size());
    assertEquals("k" + (MAX + 1), ids.get(0));
    assertTrue(ids.contains("k1"));
    assertFalse(ids.contains("k2"));
  }

  @Test
  void ifRecordingsNameAllKeysNothingIsDropped() {
    Person ada = withKeys();
    IntStream.rangeClosed(1, MAX).forEach(number -> register(ada, "k" + number));
    List<String> before = keyIds(ada);

    Problems.assertProblem(
        reset(ada, freshPassword(), Optional.empty()), ErrorCode.TOO_MANY_AUDIO_KEYS);

    assertEquals(before, keyIds(ada));
  }

  /** As after many resets: all keys but the current one are locked. */
  private static Person withKeys() {
    Person ada = io.vestibule.testing.Api.register();
    Map<String, AttributeValue> row = new HashMap<>(Rows.users().find(ada.userId()).orElseThrow());
    List<AttributeValue> older = new ArrayList<>();
    for (int number = MAX - 1; number >= 1; number--) {
      Map<String, AttributeValue> key = new HashMap<>();
      key.put("wrapped_audio_key", row.get("wrapped_audio_key"));
      key.put("audio_key_cost", row.get("audio_key_cost"));
      key.put("audio_key_salt", row.get("key_salt"));
      if (number > 1) {
        key.put("audio_key_id", AttributeValue.fromS("k" + number));
      }
      older.add(AttributeValue.fromM(key));
    }
    row.put("audio_key_id", AttributeValue.fromS("k" + MAX));
    row.put("older_audio_keys", AttributeValue.fromL(older));
    Rows.users().put(row);
    return ada;
  }

  private static void register(Person person, String keyId) {
    VaultClient.register(person, "users/test/" + UUID.randomUUID(), Map.of("key_id", keyId));
  }

  private static List<String> keyIds(Person person) {
    Map<String, AttributeValue> row = Rows.users().find(person.userId()).orElseThrow();
    List<String> ids = new ArrayList<>(List.of(row.get("audio_key_id").s()));
    row.get("older_audio_keys")
        .l()
        .forEach(
            key ->
                ids.add(
                    key.m().containsKey("audio_key_id") ? key.m().get("audio_key_id").s() : "k1"));
    return ids;
  }
}
