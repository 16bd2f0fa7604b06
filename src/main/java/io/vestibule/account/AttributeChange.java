package io.vestibule.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Attributes to set, add to and remove, as one update expression. Names are always placeholders,
 * because many are reserved words.
 */
public final class AttributeChange {
  private final List<String> sets = new ArrayList<>();
  private final List<String> additions = new ArrayList<>();
  private final List<String> removals = new ArrayList<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, AttributeValue> values = new LinkedHashMap<>();

  public AttributeChange set(String attribute, AttributeValue value) {
    String placeholder = name(attribute);
    String parameter = ":v" + values.size();
    values.put(parameter, value);
    sets.add(placeholder + " = " + parameter);
    return this;
  }

  /** Sets the attribute unless it exists. */
  public AttributeChange setIfAbsent(String attribute, AttributeValue value) {
    String placeholder = name(attribute);
    String parameter = ":v" + values.size();
    values.put(parameter, value);
    sets.add(placeholder + " = if_not_exists(" + placeholder + ", " + parameter + ")");
    return this;
  }

  /** Adds to a set, or to a number. */
  public AttributeChange add(String attribute, AttributeValue value) {
    String placeholder = name(attribute);
    String parameter = ":v" + values.size();
    values.put(parameter, value);
    additions.add(placeholder + " " + parameter);
    return this;
  }

  public AttributeChange remove(String attribute) {
    removals.add(name(attribute));
    return this;
  }

  /**
   * Invalidates the sessions of the account that were opened until now.
   *
   * @param keptSessionId a session that stays valid; null for none
   */
  public AttributeChange invalidateSessions(Instant now, String keptSessionId) {
    set(AccountItems.SESSIONS_VALID_AFTER, AttributeValue.fromS(now.toString()));
    return keptSessionId == null
        ? remove(AccountItems.KEPT_SESSION)
        : set(AccountItems.KEPT_SESSION, AttributeValue.fromS(keptSessionId));
  }

  public String expression() {
    String set = sets.isEmpty() ? "" : "SET " + String.join(", ", sets);
    String add = additions.isEmpty() ? "" : " ADD " + String.join(", ", additions);
    String remove = removals.isEmpty() ? "" : " REMOVE " + String.join(", ", removals);
    return (set + add + remove).strip();
  }

  public Map<String, String> names() {
    return names;
  }

  public Map<String, AttributeValue> values() {
    return values;
  }

  /** The values and one more, for a condition expression. */
  public Map<String, AttributeValue> valuesWith(String parameter, AttributeValue value) {
    Map<String, AttributeValue> all = new LinkedHashMap<>(values);
    all.put(parameter, value);
    return all;
  }

  private String name(String attribute) {
    String placeholder = "#n" + names.size();
    names.put(placeholder, attribute);
    return placeholder;
  }
}
