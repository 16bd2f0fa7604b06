package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.Item;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which accounts an administrator lists, and in which order: with the start of an address in the
 * order of the addresses, without one the newest first.
 *
 * @param emailPrefix the start of an address, in lower case
 */
public record AccountQuery(
    Optional<String> emailPrefix,
    Optional<Role> role,
    Optional<Status> status,
    Optional<String> plan) {
  /** After all addresses with the same start. */
  private static final String LAST = new String(Character.toChars(Character.MAX_CODE_POINT));

  /** Before all addresses that continue this one; no address has control characters. */
  private static final String NEXT = "\u0001";

  /** DynamoDB compares the bytes of UTF-8, {@link String#compareTo} those of UTF-16. */
  private static final Comparator<String> BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  /** All accounts, the newest first. */
  public static AccountQuery all() {
    return new AccountQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Identifies the query in a cursor, which is not valid for another one. */
  public String text() {
    return String.join(
        "\n",
        emailPrefix.map(prefix -> "email_prefix=" + prefix).orElse(""),
        role.map(one -> "role=" + one.wire()).orElse(""),
        status.map(one -> "status=" + one.wire()).orElse(""),
        plan.map(one -> "plan=" + one).orElse(""));
  }

  String index() {
    return emailPrefix.isPresent() ? ListItems.BY_ADDRESS : ListItems.BY_CREATION;
  }

  String sortKey() {
    return emailPrefix.isPresent() ? ListItems.EMAIL : ListItems.LISTED_AT;
  }

  boolean isAscending() {
    return emailPrefix.isPresent();
  }

  Comparator<String> order() {
    return isAscending() ? BYTES : BYTES.reversed();
  }

  boolean isFiltered() {
    return role.isPresent() || status.isPresent() || plan.isPresent();
  }

  /** The condition on the keys of a shard; its values are in {@link #values}. */
  String keyCondition(Optional<ListPosition> from) {
    String shard = ListItems.SHARD + " = :shard";
    if (isAscending()) {
      return shard + " AND " + ListItems.EMAIL + " BETWEEN :from AND :to";
    }
    return from.map(
            position ->
                shard
                    + " AND "
                    + ListItems.LISTED_AT
                    + (position.included() ? " <= :from" : " < :from"))
        .orElse(shard);
  }

  Item values(String shard, Optional<ListPosition> from) {
    Item values = item().text(":shard", shard);
    emailPrefix.ifPresent(prefix -> values.text(":to", prefix + LAST));
    from.map(
            position ->
                isAscending() && !position.included() ? position.key() + NEXT : position.key())
        .or(() -> emailPrefix)
        .ifPresent(start -> values.text(":from", start));
    filters().forEach((name, value) -> values.text(":" + name, value));
    return values;
  }

  /** Null if nothing is filtered. */
  String filterExpression() {
    List<String> conditions = new ArrayList<>();
    filters().keySet().forEach(name -> conditions.add("#" + name + " = :" + name));
    return conditions.isEmpty() ? null : String.join(" AND ", conditions);
  }

  /** Names of attributes are placeholders, because some are reserved words. */
  Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    filters().keySet().forEach(name -> names.put("#" + name, name));
    return names.isEmpty() ? null : names;
  }

  private Map<String, String> filters() {
    Map<String, String> filters = new LinkedHashMap<>();
    role.ifPresent(one -> filters.put("role", one.wire()));
    status.ifPresent(one -> filters.put("status", one.wire()));
    plan.ifPresent(one -> filters.put("plan", one));
    return filters;
  }
}
