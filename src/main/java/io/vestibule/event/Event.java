package io.vestibule.event;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Something that happened, for the applications beside this service. It has ids and plain facts
 * only: no e-mail address, secret or token.
 *
 * @param type for example {@code user.created}
 * @param userId the user concerned
 * @param data further facts; snake_case names
 */
public record Event(String type, String userId, ObjectNode data) {
  public Event {
    requireNonNull(type, "type");
    requireNonNull(userId, "userId");
    requireNonNull(data, "data");
  }

  public static Event of(EventType type, String userId) {
    return new Event(type.wire(), userId, data(userId));
  }

  /**
   * An entry of the audit trail: {@code security.<act>}.
   *
   * @param act for example {@code password-change}
   */
  public static Event ofSecurity(String act, String userId) {
    return new Event(EventType.SECURITY + act, userId, data(userId));
  }

  /** Adds a fact; null adds nothing. */
  public Event with(String name, String value) {
    return value == null ? this : withData(copy -> copy.put(name, value));
  }

  public Event with(String name, long value) {
    return withData(copy -> copy.put(name, value));
  }

  public Event with(String name, Collection<String> values) {
    return withData(copy -> values.forEach(copy.putArray(name)::add));
  }

  private Event withData(Consumer<ObjectNode> addition) {
    ObjectNode copy = data.deepCopy();
    addition.accept(copy);
    return new Event(type, userId, copy);
  }

  private static ObjectNode data(String userId) {
    return JsonNodeFactory.instance.objectNode().put("user_id", userId);
  }
}
