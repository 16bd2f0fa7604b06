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
import java.util.stream.IntStream;
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
  private static final int FIRST_REQUEST = 1;

  private final Dynamo dynamo;
  private final MeterStore meters;
  private final String table;

  RequestStore(Dynamo dynamo, MeterStore meters, TablesConfig tables) {
    this.dynamo = dynamo;
    this.meters = meters;
    this.table = tables.userTokens();
  }

  /** The request, read consistently, where it was counted in the last 24 hours. */
  Uni<Optional<RememberedRequest>> find(RequestKey request, Instant moment) {
    return dynamo
        .call(
            db ->
                db.getItem(
                    get ->
                        get.tableName(table)
                            .key(MeterItems.key(request.text()))
                            .consistentRead(true)))
        .map(
            found ->
                StoredItem.ofNullable(found.item())
                    .filter(row -> row.number("expires_at") > moment.getEpochSecond())
                    .map(RequestStore::read));
  }

  /**
   * Counts and remembers all of them in one transaction, or none. Where that is refused, those that
   * were counted before are told so and the others tried again; where the plan does not allow the
   * sum, each half by itself.
   *
   * @param uses with different request ids
   * @return what became of each
   */
  Uni<Map<NamedUse, CountedOnce>> countAll(
      String digest, List<NamedUse> uses, Period now, Instant moment) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(meters.counting(digest, uses.stream().mapToLong(NamedUse::units).sum(), now));
    uses.forEach(use -> writes.add(remembering(use, moment)));
    return dynamo
        .transact(writes)
        .map(written -> all(uses, new CountedOnce.Done()))
        .onFailure(failure -> isRefused(failure, writes.size()))
        .recoverWithUni(
            failure ->
                afterRefusal(digest, uses, now, moment, (TransactionCanceledException) failure));
  }

  private Uni<Map<NamedUse, CountedOnce>> afterRefusal(
      String digest,
      List<NamedUse> uses,
      Period now,
      Instant moment,
      TransactionCanceledException refusal) {
    Map<NamedUse, CountedOnce> repeated = new HashMap<>();
    for (int i = 0; i < uses.size(); i++) {
      if (Dynamo.refusedAt(refusal, FIRST_REQUEST + i)) {
        StoredItem row = Dynamo.rowAt(refusal, FIRST_REQUEST + i).orElseThrow();
        repeated.put(uses.get(i), new CountedOnce.Repeated(read(row)));
      }
    }
    List<NamedUse> rest = uses.stream().filter(use -> !repeated.containsKey(use)).toList();
    if (rest.isEmpty()) {
      return Uni.createFrom().item(repeated);
    }
    if (!repeated.isEmpty()) {
      return countAll(digest, rest, now, moment).map(others -> union(repeated, others));
    }
    if (rest.size() == 1) {
      Optional<Meter> meter = Dynamo.rowAt(refusal, METER).map(MeterItems::read);
      return Uni.createFrom().item(all(rest, new CountedOnce.Refused(meter)));
    }
    int half = rest.size() / 2;
    return countAll(digest, rest.subList(0, half), now, moment)
        .chain(
            earlier ->
                countAll(digest, rest.subList(half, rest.size()), now, moment)
                    .map(later -> union(earlier, later)));
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

  private TransactWriteItem remembering(NamedUse use, Instant moment) {
    Put remember =
        Put.builder()
            .tableName(table)
            .item(
                item()
                    .text("token", use.request().text())
                    .number("units", use.units())
                    .epochSeconds("expires_at", moment.plus(MEMORY))
                    .attributes())
            .conditionExpression("attribute_not_exists(#token) OR expires_at <= :moment")
            .expressionAttributeNames(Map.of("#token", "token"))
            .expressionAttributeValues(item().epochSeconds(":moment", moment).attributes())
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return TransactWriteItem.builder().put(remember).build();
  }

  private static boolean isRefused(Throwable failure, int writes) {
    return IntStream.range(0, writes).anyMatch(index -> Dynamo.refusedAt(failure, index));
  }

  private static Map<NamedUse, CountedOnce> all(List<NamedUse> uses, CountedOnce outcome) {
    return uses.stream().collect(Collectors.toMap(use -> use, use -> outcome));
  }

  private static Map<NamedUse, CountedOnce> union(
      Map<NamedUse, CountedOnce> some, Map<NamedUse, CountedOnce> others) {
    Map<NamedUse, CountedOnce> union = new HashMap<>(some);
    union.putAll(others);
    return union;
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
