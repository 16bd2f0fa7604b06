package io.vestibule.outbox;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.StoredItem;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The item of the outbox table: {@code id} (S, UUIDv7; the key), {@code kind} (S), {@code payload}
 * (B, sealed), {@code user_id} (S, if the message names a user), {@code attempts} (N), {@code
 * lease_until} (N, epoch seconds, while a server has it). A message that is still to be delivered
 * has {@code shard} (S, 0 to 15) and {@code next_attempt_at} (N, epoch seconds); while it is leased
 * that is the end of the lease, so a message of a server that stopped becomes due by itself. A dead
 * message has instead {@code dead} (S, always {@value #DEAD}), {@code dead_at} and {@code
 * expires_at} (N, epoch seconds, TTL). {@code reason} (S) says why the last attempt failed.
 */
final class OutboxItems {
  static final int SHARDS = 16;
  static final String DEAD = "dead";

  /** The placeholder of a reserved word. */
  static final Map<String, String> NAMES = Map.of("#shard", "shard");

  private OutboxItems() {}

  /**
   * @param userId null if the message names nobody
   * @param attempts 1 if the writing server makes the first attempt itself, else 0
   * @param due the end of that server's lease, or now
   */
  static Map<String, AttributeValue> write(
      String id, OutboxKind kind, String userId, byte[] sealedPayload, int attempts, Instant due) {
    return item()
        .text("id", id)
        .text("kind", kind.wire())
        .text("user_id", userId)
        .bytes("payload", sealedPayload)
        .number("attempts", attempts)
        .text("shard", shard(id))
        .epochSeconds("next_attempt_at", due)
        .epochSeconds("lease_until", due)
        .attributes();
  }

  static OutboxMessage read(Map<String, AttributeValue> attributes) {
    StoredItem row = StoredItem.of(attributes);
    return new OutboxMessage(
        row.text("id"),
        row.text("kind"),
        attributes.get("payload").b(),
        (int) row.number("attempts"),
        row.epochSeconds("lease_until"));
  }

  static Map<String, AttributeValue> key(String id) {
    return item().text("id", id).attributes();
  }

  /** The shard of a message; the last digit of its id is random. */
  static String shard(String id) {
    return Integer.toString(Character.digit(id.charAt(id.length() - 1), SHARDS));
  }
}
