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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The rows of the tokens table that store request ids: {@code token} ({@link IdempotencyKey}),
 * {@code units} (N), {@code expires_at} (N, epoch seconds, TTL) and, once known, the response:
 * {@code usage_count} (N), {@code plan_type} (S), {@code plan_limit} (N, absent if there is none),
 * {@code period} (S).
 */
@ApplicationScoped
class IdempotencyStore {
  private static final Duration RETENTION = Duration.ofHours(24);
  private static final int METER = 0;
  private static final int FIRST_REQUEST = 1;

  private final Dynamo dynamo;
  private final MeterStore meters;
  private final String table;

  IdempotencyStore(Dynamo dynamo, MeterStore meters, TablesConfig tables) {
    this.dynamo = dynamo;
    this.meters = meters;
    this.table = tables.userTokens();
  }

  /** The stored request, read consistently, if it was counted in the last 24 hours. */
  Uni<Optional<StoredUsageResult>> find(IdempotencyKey request, Instant moment) {
    return dynamo
        .read(table, MeterItems.key(request.text()))
        .map(
            found ->
                found
                    .filter(row -> row.number("expires_at") > moment.getEpochSecond())
                    .map(IdempotencyStore::read));
  }

  /**
   * Counts and stores all requests in one transaction. If it fails because some were counted
   * before, the others are tried again. If it fails because plan or key do not allow the sum, each
   * half is tried by itself.
   *
   * @param uses usage with distinct request ids
   * @return the outcome of each
   */
  Uni<Map<IdempotentUsage, IdempotentUsageResult>> countAll(
      PresentedKey key, List<IdempotentUsage> uses, Instant moment) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(
        meters.countingWrite(
            key, uses.stream().mapToLong(IdempotentUsage::units).sum(), uses.size(), moment));
    uses.forEach(use -> writes.add(creationOf(use, moment)));
    return dynamo
        .transact(writes)
        .map(written -> allWith(uses, new IdempotentUsageResult.Done()))
        .onFailure(Dynamo::isRefused)
        .recoverWithUni(
            failure -> afterRefusal(key, uses, moment, (TransactionCanceledException) failure));
  }

  private Uni<Map<IdempotentUsage, IdempotentUsageResult>> afterRefusal(
      PresentedKey key,
      List<IdempotentUsage> uses,
      Instant moment,
      TransactionCanceledException refusal) {
    Map<IdempotentUsage, IdempotentUsageResult> repeated = new HashMap<>();
    for (int i = 0; i < uses.size(); i++) {
      if (Dynamo.refusedAt(refusal, FIRST_REQUEST + i)) {
        StoredItem row = Dynamo.rowAt(refusal, FIRST_REQUEST + i).orElseThrow();
        repeated.put(uses.get(i), new IdempotentUsageResult.Repeated(read(row)));
      }
    }
    List<IdempotentUsage> rest = uses.stream().filter(use -> !repeated.containsKey(use)).toList();
    if (rest.isEmpty()) {
      return Uni.createFrom().item(repeated);
    }
    if (!repeated.isEmpty()) {
      return countAll(key, rest, moment).map(others -> union(repeated, others));
    }
    if (rest.size() == 1) {
      Optional<StoredKey> stored = Dynamo.rowAt(refusal, METER).map(StoredKey::read);
      return Uni.createFrom().item(allWith(rest, new IdempotentUsageResult.Refused(stored)));
    }
    int half = rest.size() / 2;
    return countAll(key, rest.subList(0, half), moment)
        .chain(
            earlier ->
                countAll(key, rest.subList(half, rest.size()), moment)
                    .map(later -> union(earlier, later)));
  }

  /**
   * Stores {@code answer} for repetitions of the request and returns the stored one: of two
   * concurrent answers the first is kept.
   */
  Uni<UsageAnswer> answer(IdempotencyKey request, UsageAnswer answer, UsagePeriod period) {
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
    String updateExpression = expression;
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(MeterItems.key(request.text()))
                            .updateExpression(updateExpression)
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

  private TransactWriteItem creationOf(IdempotentUsage use, Instant moment) {
    Put creation =
        Put.builder()
            .tableName(table)
            .item(
                item()
                    .text("token", use.request().text())
                    .number("units", use.units())
                    .epochSeconds("expires_at", moment.plus(RETENTION))
                    .attributes())
            .conditionExpression("attribute_not_exists(#token) OR expires_at <= :moment")
            .expressionAttributeNames(Map.of("#token", "token"))
            .expressionAttributeValues(item().epochSeconds(":moment", moment).attributes())
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return TransactWriteItem.builder().put(creation).build();
  }

  private static Map<IdempotentUsage, IdempotentUsageResult> allWith(
      List<IdempotentUsage> uses, IdempotentUsageResult outcome) {
    return uses.stream().collect(Collectors.toMap(use -> use, use -> outcome));
  }

  private static Map<IdempotentUsage, IdempotentUsageResult> union(
      Map<IdempotentUsage, IdempotentUsageResult> some,
      Map<IdempotentUsage, IdempotentUsageResult> others) {
    Map<IdempotentUsage, IdempotentUsageResult> union = new HashMap<>(some);
    union.putAll(others);
    return union;
  }

  private static StoredUsageResult read(StoredItem row) {
    return new StoredUsageResult(
        row.number("units"), row.has("usage_count") ? Optional.of(answer(row)) : Optional.empty());
  }

  private static UsageAnswer answer(StoredItem row) {
    return UsageAnswer.of(
        row.number("usage_count"),
        row.text("plan_type"),
        row.has("plan_limit") ? Long.valueOf(row.number("plan_limit")) : null,
        UsagePeriod.parse(row.text("period")));
  }
}
