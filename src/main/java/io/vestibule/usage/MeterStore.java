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
import java.time.Instant;
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

/** The usage counters in the tokens table ({@link MeterItems}). */
@ApplicationScoped
class MeterStore {
  /**
   * No retries: an attempt whose response was lost may have counted, and a retry would count again.
   */
  private static final SdkPlugin NO_RETRY =
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

  /** The meter of a token, read consistently. */
  Uni<Optional<Meter>> find(String digest) {
    return dynamo.read(table, key(digest)).map(found -> found.map(MeterItems::read));
  }

  /** What is stored under the hash of a token, read consistently. */
  Uni<Optional<StoredKey>> look(String digest) {
    return dynamo.read(table, key(digest)).map(found -> found.map(StoredKey::read));
  }

  /**
   * Counts in one conditional write ({@link CountingUpdate}). If the store's response is lost, the
   * outcome is unknown and the call fails with {@link ErrorCode#UNAVAILABLE}.
   */
  Uni<UsageResult> count(PresentedKey presented, long units, Instant now) {
    CountingUpdate count = CountingUpdate.of(presented, units, 1, quota, now);
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .overrideConfiguration(sent -> sent.addPlugin(NO_RETRY))
                            .tableName(table)
                            .key(key(presented.meter()))
                            .updateExpression(count.update())
                            .conditionExpression(count.condition())
                            .expressionAttributeNames(count.names())
                            .expressionAttributeValues(count.values().attributes())
                            .returnValues(ReturnValue.ALL_NEW)
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)))
        .<UsageResult>map(
            updated -> new UsageResult.Done(MeterItems.read(StoredItem.of(updated.attributes()))))
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(MeterStore::refused);
  }

  /**
   * Closes the meter's period and starts {@code now} at zero, unless another request did. The
   * update expression copies the closed count, so no concurrent count is lost.
   */
  Uni<Void> rollOver(Meter meter, UsagePeriod now) {
    return meter.period().isEmpty()
        ? startPeriod(meter, now)
        : rollOver(meter, meter.period().get(), now);
  }

  private Uni<Void> rollOver(Meter meter, UsagePeriod old, UsagePeriod now) {
    Map<String, String> names = new HashMap<>(Map.of("#period", "period", "#old", old.text()));
    StringBuilder expression =
        new StringBuilder("SET history.#old = usage_count, #period = :now, usage_count = :zero");
    Meter next = meter.at(now);
    List<UsagePeriod> dropped =
        meter.history().keySet().stream()
            .filter(period -> !next.history().containsKey(period))
            .toList();
    for (int i = 0; i < dropped.size(); i++) {
      names.put("#drop" + i, dropped.get(i).text());
      expression.append(i == 0 ? " REMOVE " : ", ").append("history.#drop").append(i);
    }
    return update(
        meter,
        expression.toString(),
        "#period = :old",
        names,
        item().text(":old", old.text()).text(":now", now.text()).number(":zero", 0));
  }

  /**
   * Unblocks a token whose rotation was interrupted. Does nothing if it was changed since it was
   * read: the transaction of a rotation that is still running then fails and is repeated.
   */
  Uni<Void> unfreeze(Meter meter) {
    Item values = item().text(":rotating", MeterItems.wire(Meter.Block.ROTATING));
    String condition =
        meter
            .frozenUntil()
            .map(
                until -> {
                  values.epochSeconds(":until", until);
                  return " AND frozen_until = :until";
                })
            .orElse(" AND attribute_not_exists(frozen_until)");
    return update(
        meter,
        "REMOVE #blocked, frozen_until",
        "#blocked = :rotating" + condition,
        Map.of("#blocked", "blocked"),
        values);
  }

  /**
   * Notes that a threshold was announced, in one transaction with its events.
   *
   * @param mark sorts after the marks of lower thresholds and earlier periods
   * @return false if another request did
   */
  Uni<Boolean> announce(Meter meter, String mark, List<TransactWriteItem> events) {
    return dynamo.update(
        Update.builder()
            .tableName(table)
            .key(key(meter.digest()))
            .updateExpression("SET #announced = :mark")
            .conditionExpression(
                "attribute_exists(user_id)"
                    + " AND (attribute_not_exists(#announced) OR #announced < :mark)")
            .expressionAttributeNames(Map.of("#announced", MeterItems.ANNOUNCED))
            .expressionAttributeValues(item().text(":mark", mark).attributes())
            .build(),
        events);
  }

  /** For rows from before periods existed. */
  private Uni<Void> startPeriod(Meter meter, UsagePeriod now) {
    return update(
        meter,
        "SET history = :none, #period = :now, usage_count = :zero",
        "attribute_exists(user_id) AND attribute_not_exists(#period)",
        Map.of("#period", "period"),
        item()
            .value(":none", MeterItems.write(new TreeMap<>()))
            .text(":now", now.text())
            .number(":zero", 0));
  }

  private Uni<Void> update(
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

  /**
   * As {@link #count}, as part of a transaction.
   *
   * @param units sum of the units of all calls
   */
  TransactWriteItem countingWrite(PresentedKey presented, long units, int calls, Instant now) {
    CountingUpdate count = CountingUpdate.of(presented, units, calls, quota, now);
    Update update =
        Update.builder()
            .tableName(table)
            .key(key(presented.meter()))
            .updateExpression(count.update())
            .conditionExpression(count.condition())
            .expressionAttributeNames(count.names())
            .expressionAttributeValues(count.values().attributes())
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return TransactWriteItem.builder().update(update).build();
  }

  private static UsageResult refused(Throwable failure) {
    ConditionalCheckFailedException refusal = (ConditionalCheckFailedException) failure;
    return new UsageResult.Refused(StoredItem.ofNullable(refusal.item()).map(StoredKey::read));
  }
}
