package io.vestibule.account;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Some attributes to set and some to remove, as one update expression. Names are always
 * placeholders: many are reserved words.
 */
final class AttributeChange {
  private final List<String> sets = new ArrayList<>();
  private final List<String> additions = new ArrayList<>();
  private final List<String> removals = new ArrayList<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, AttributeValue> values = new LinkedHashMap<>();

  AttributeChange set(String attribute, AttributeValue value) {
    String placeholder = name(attribute);
    String parameter = ":v" + values.size();
    values.put(parameter, value);
    sets.add(placeholder + " = " + parameter);
    return this;
  }

  /** Leaves an attribute that is there as it is. */
  AttributeChange setIfAbsent(String attribute, AttributeValue value) {
    String placeholder = name(attribute);
    String parameter = ":v" + values.size();
    values.put(parameter, value);
    sets.add(placeholder + " = if_not_exists(" + placeholder + ", " + parameter + ")");
    return this;
  }

  /** Adds to a set, or to a number. */
  AttributeChange add(String attribute, AttributeValue value) {
    String placeholder = name(attribute);
    String parameter = ":v" + values.size();
    values.put(parameter, value);
    additions.add(placeholder + " " + parameter);
    return this;
  }

  AttributeChange remove(String attribute) {
    removals.add(name(attribute));
    return this;
  }

  String expression() {
    String set = sets.isEmpty() ? "" : "SET " + String.join(", ", sets);
    String add = additions.isEmpty() ? "" : " ADD " + String.join(", ", additions);
    String remove = removals.isEmpty() ? "" : " REMOVE " + String.join(", ", removals);
    return (set + add + remove).strip();
  }

  Map<String, String> names() {
    return names;
  }

  Map<String, AttributeValue> values() {
    return values;
  }

  /** The values and one more, for a condition. */
  Map<String, AttributeValue> valuesWith(String parameter, AttributeValue value) {
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
