package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The rows of the tokens table that remember request ids: {@code token} ({@link RequestKey}),
 * {@code units} (N), {@code expires_at} (N, epoch seconds, TTL) and, once it was given, the answer:
 * {@code usage_count} (N), {@code plan_type} (S), {@code plan_limit} (N, absent where there is
 * none), {@code period} (S).
 */
@ApplicationScoped
class RequestStore {
  private static final Duration MEMORY = Duration.ofHours(24);
  private static final int METER = 0;
  private static final int REQUEST = 1;

  private final Dynamo dynamo;
  private final MeterStore meters;
  private final String table;

  RequestStore(Dynamo dynamo, MeterStore meters, TablesConfig tables) {
    this.dynamo = dynamo;
    this.meters = meters;
    this.table = tables.userTokens();
  }

  /** Counts and remembers the request in one transaction: both happen, or neither. */
  Uni<CountedOnce> countOnce(
      String digest, RequestKey request, long units, Period now, Instant moment) {
    return dynamo
        .transact(List.of(meters.counting(digest, units, now), remembering(request, units, moment)))
        .<CountedOnce>map(written -> new CountedOnce.Done())
        .onFailure(RequestStore::isRefused)
        .recoverWithItem(failure -> refused((TransactionCanceledException) failure));
  }

  /**
   * Keeps {@code answer} for repetitions of the request and gives back what is kept: of two answers
   * the first stays.
   */
  Uni<UsageAnswer> answer(RequestKey request, UsageAnswer answer, Period period) {
    Item values =
        item()
            .number(":count", answer.usageCount())
            .text(":plan", answer.planType())
            .text(":period", period.text());
    String expression = "SET usage_count = :count, plan_type = :plan, #period = :period";
    if (answer.limit() != null) {
      values.number(":limit", answer.limit());
      expression += ", plan_limit = :limit";
    }
    String settled = expression;
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(MeterItems.key(request.text()))
                            .updateExpression(settled)
                            .conditionExpression(
                                "attribute_exists(#token) AND attribute_not_exists(usage_count)")
                            .expressionAttributeNames(
                                Map.of("#token", "token", "#period", "period"))
                            .expressionAttributeValues(values.attributes())
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)))
        .replaceWith(answer)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(
            failure ->
                StoredItem.ofNullable(failure.item())
                    .flatMap(row -> read(row).answer())
                    .orElse(answer));
  }

  private TransactWriteItem remembering(RequestKey request, long units, Instant moment) {
    Put remember =
        Put.builder()
            .tableName(table)
            .item(
                item()
                    .text("token", request.text())
                    .number("units", units)
                    .epochSeconds("expires_at", moment.plus(MEMORY))
                    .attributes())
            .conditionExpression("attribute_not_exists(#token) OR expires_at <= :moment")
            .expressionAttributeNames(Map.of("#token", "token"))
            .expressionAttributeValues(item().epochSeconds(":moment", moment).attributes())
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return TransactWriteItem.builder().put(remember).build();
  }

  private static boolean isRefused(Throwable failure) {
    return Dynamo.refusedAt(failure, METER) || Dynamo.refusedAt(failure, REQUEST);
  }

  /** A request that was counted before is a repetition, even where the quota is used up by now. */
  private static CountedOnce refused(TransactionCanceledException refusal) {
    return Dynamo.refusedAt(refusal, REQUEST)
        ? new CountedOnce.Repeated(read(Dynamo.rowAt(refusal, REQUEST).orElseThrow()))
        : new CountedOnce.Refused(Dynamo.rowAt(refusal, METER).map(MeterItems::read));
  }

  private static RememberedRequest read(StoredItem row) {
    return new RememberedRequest(
        row.number("units"), row.has("usage_count") ? Optional.of(answer(row)) : Optional.empty());
  }

  private static UsageAnswer answer(StoredItem row) {
    return UsageAnswer.of(
        row.number("usage_count"),
        row.text("plan_type"),
        row.has("plan_limit") ? Long.valueOf(row.number("plan_limit")) : null,
        Period.parse(row.text("period")));
  }
}
