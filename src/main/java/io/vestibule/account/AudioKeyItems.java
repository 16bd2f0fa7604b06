package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.credential.WrappedAudioKey;
import io.vestibule.credential.WrappedAudioKey.RecoveryWrap;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.AudioKeyWrap;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Maps audio keys to attributes of the users table. The current key has attributes of its own,
 * which accounts from before the second key already have: {@code wrapped_audio_key}, {@code
 * audio_key_cost} ({@code m=19456,t=2,p=1}, as in a PHC string), {@code recovery_audio_key} (S).
 * Absent {@code audio_key_id} means {@code k1}, absent {@code recovery_key_id} means {@code r1};
 * {@code audio_key_salt} is present if the key is locked. {@code older_audio_keys} is a list of
 * maps of the same attributes, newest first; absent if there is only one key.
 */
final class AudioKeyItems {
  private static final String ID = "audio_key_id";
  private static final String WRAPPED = "wrapped_audio_key";
  private static final String COST = "audio_key_cost";
  private static final String FORMER_SALT = "audio_key_salt";
  private static final String RECOVERY_ID = "recovery_key_id";
  private static final String RECOVERY = "recovery_audio_key";
  private static final String OLDER = "older_audio_keys";

  /** Every attribute; those that an account does not have are removed from its item. */
  static final List<String> ATTRIBUTES =
      List.of(ID, WRAPPED, COST, FORMER_SALT, RECOVERY_ID, RECOVERY, OLDER);

  private static final Pattern COST_FORM =
      Pattern.compile("m=([0-9]{1,9}),t=([0-9]{1,9}),p=([0-9]{1,9})");

  private AudioKeyItems() {}

  /**
   * The attributes; none for an account without audio keys.
   *
   * @param keyset may be null
   */
  static Map<String, AttributeValue> write(AudioKeyset keyset) {
    if (keyset == null) {
      return Map.of();
    }
    Map<String, AttributeValue> attributes = new LinkedHashMap<>(write(keyset.current()));
    if (!keyset.older().isEmpty()) {
      attributes.put(
          OLDER,
          AttributeValue.fromL(
              keyset.older().stream().map(key -> AttributeValue.fromM(write(key))).toList()));
    }
    return attributes;
  }

  /** Absent attributes are the defaults, so that items of earlier versions stay as they are. */
  private static Map<String, AttributeValue> write(WrappedAudioKey key) {
    Argon2Cost cost = key.cost();
    Item attributes =
        item()
            .text(ID, key.keyId().equals(AudioKeyWrap.FIRST_KEY) ? null : key.keyId())
            .text(WRAPPED, key.wrapped())
            .text(
                COST,
                "m=%d,t=%d,p=%d".formatted(cost.memoryKiB(), cost.iterations(), cost.parallelism()))
            .text(FORMER_SALT, key.formerSalt());
    RecoveryWrap recovery = key.recovery();
    if (recovery != null) {
      String id = recovery.recoveryId();
      attributes
          .text(RECOVERY_ID, id.equals(RecoveryWrap.FIRST) ? null : id)
          .text(RECOVERY, recovery.wrapped());
    }
    return attributes.attributes();
  }

  /** Null for an account without audio keys. */
  static AudioKeyset read(StoredItem item) {
    if (!item.has(WRAPPED)) {
      return null;
    }
    AttributeValue older = item.attributes().get(OLDER);
    return new AudioKeyset(
        key(item),
        older == null
            ? List.of()
            : older.l().stream().map(map -> key(StoredItem.of(map.m()))).toList());
  }

  private static WrappedAudioKey key(StoredItem item) {
    Matcher cost = COST_FORM.matcher(item.text(COST));
    if (!cost.matches()) {
      throw new IllegalStateException("stored item has a malformed audio_key_cost");
    }
    return new WrappedAudioKey(
        or(item.textOrNull(ID), AudioKeyWrap.FIRST_KEY),
        item.text(WRAPPED),
        new Argon2Cost(number(cost, 1), number(cost, 2), number(cost, 3)),
        item.textOrNull(FORMER_SALT),
        item.has(RECOVERY)
            ? new RecoveryWrap(
                or(item.textOrNull(RECOVERY_ID), RecoveryWrap.FIRST), item.text(RECOVERY))
            : null);
  }

  /** What the owner may export: which keys exist, but no wrapped key. */
  static ArrayNode export(AudioKeyset keyset) {
    ArrayNode keys = JsonNodeFactory.instance.arrayNode();
    keyset
        .all()
        .forEach(
            key ->
                keys.addObject()
                    .put("key_id", key.keyId())
                    .put("current", key.equals(keyset.current()))
                    .put("locked", key.isLocked())
                    .put("has_recovery_key", key.recovery() != null));
    return keys;
  }

  private static String or(String value, String absent) {
    return value == null ? absent : value;
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
