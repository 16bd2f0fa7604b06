package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;
import static io.vestibule.usage.MeterItems.key;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The counting half of the tokens table's rows ({@link MeterItems}). */
@ApplicationScoped
class MeterStore {
  private static final String COUNT = "SET usage_count = usage_count + :units";
  private static final Map<String, String> COUNT_NAMES =
      Map.of("#period", "period", "#blocked", "blocked");

  /**
   * No attempt after the first: one whose answer was lost may have counted, and nothing in the
   * request would tell the next one so.
   */
  private static final SdkPlugin ONCE =
      client ->
          client.overrideConfiguration(
              client
                  .overrideConfiguration()
                  .copy(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry())));

  private final Dynamo dynamo;
  private final Quota quota;
  private final String table;

  MeterStore(Dynamo dynamo, TablesConfig tables, Plans plans) {
    this.dynamo = dynamo;
    this.quota = new Quota(plans);
    this.table = tables.userTokens();
  }

  /** Read consistently. */
  Uni<Optional<Meter>> find(String digest) {
    return dynamo
        .call(db -> db.getItem(get -> get.tableName(table).key(key(digest)).consistentRead(true)))
        .map(found -> StoredItem.ofNullable(found.item()).map(MeterItems::read));
  }

  /**
   * Counts in one conditional write: the token is known and not blocked, its period is {@code now}
   * (or later, where this server's clock is behind), and its plan allows it. Where the store's
   * answer is lost the caller cannot know whether it was counted: {@link ErrorCode#UNAVAILABLE}.
   */
  Uni<Counted> count(String digest, long units, Period now) {
    Item values = item().number(":units", units);
    String condition = countable(units, now, values);
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .overrideConfiguration(sent -> sent.addPlugin(ONCE))
                            .tableName(table)
                            .key(key(digest))
                            .updateExpression(COUNT)
                            .conditionExpression(condition)
                            .expressionAttributeNames(COUNT_NAMES)
                            .expressionAttributeValues(values.attributes())
                            .returnValues(ReturnValue.ALL_NEW)
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)))
        .<Counted>map(
            updated -> new Counted.Done(MeterItems.read(StoredItem.of(updated.attributes()))))
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(MeterStore::refused);
  }

  /**
   * Closes the meter's period and begins {@code now} at zero; nothing where somebody else did. The
   * closed count is copied by the store itself, so none of it is lost.
   */
  Uni<Void> rollOver(Meter meter, Period now) {
    return meter.period().isEmpty()
        ? begin(meter, now)
        : rollOver(meter, meter.period().get(), now);
  }

  private Uni<Void> rollOver(Meter meter, Period old, Period now) {
    Map<String, String> names = new HashMap<>(Map.of("#period", "period", "#old", old.text()));
    StringBuilder expression =
        new StringBuilder("SET history.#old = usage_count, #period = :now, usage_count = :zero");
    Meter next = meter.at(now);
    List<Period> dropped =
        meter.history().keySet().stream()
            .filter(period -> !next.history().containsKey(period))
            .toList();
    for (int i = 0; i < dropped.size(); i++) {
      names.put("#drop" + i, dropped.get(i).text());
      expression.append(i == 0 ? " REMOVE " : ", ").append("history.#drop").append(i);
    }
    return roll(
        meter,
        expression.toString(),
        "#period = :old",
        names,
        item().text(":old", old.text()).text(":now", now.text()).number(":zero", 0));
  }

  /** For rows from before there were periods. */
  private Uni<Void> begin(Meter meter, Period now) {
    return roll(
        meter,
        "SET history = :none, #period = :now, usage_count = :zero",
        "attribute_exists(user_id) AND attribute_not_exists(#period)",
        Map.of("#period", "period"),
        item()
            .value(":none", MeterItems.write(new TreeMap<>()))
            .text(":now", now.text())
            .number(":zero", 0));
  }

  private Uni<Void> roll(
      Meter meter, String expression, String condition, Map<String, String> names, Item values) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(meter.digest()))
                            .updateExpression(expression)
                            .conditionExpression(condition)
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values.attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /** The same as {@link #count}, to be part of a transaction. */
  TransactWriteItem counting(String digest, long units, Period now) {
    Item values = item().number(":units", units);
    Update count =
        Update.builder()
            .tableName(table)
            .key(key(digest))
            .updateExpression(COUNT)
            .conditionExpression(countable(units, now, values))
            .expressionAttributeNames(COUNT_NAMES)
            .expressionAttributeValues(values.attributes())
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return TransactWriteItem.builder().update(count).build();
  }

  private String countable(long units, Period now, Item values) {
    values.text(":now", now.text());
    return "#period >= :now AND attribute_not_exists(#blocked) AND "
        + quota.allowing(units, values);
  }

  private static Counted refused(Throwable failure) {
    ConditionalCheckFailedException refusal = (ConditionalCheckFailedException) failure;
    return new Counted.Refused(StoredItem.ofNullable(refusal.item()).map(MeterItems::read));
  }
}
