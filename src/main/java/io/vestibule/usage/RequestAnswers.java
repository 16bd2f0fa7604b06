package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Sealer;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.runtime.Digests;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Requests with an {@code Idempotency-Key} and their answers, kept for 24 hours in rows of the
 * tokens table: {@code token} ({@code answer:} and a hash), {@code request} (S, hash of the body),
 * {@code expires_at} (N, epoch seconds, TTL) and, once known, {@code answer} (B, sealed, because it
 * may be about a person).
 */
@ApplicationScoped
public class RequestAnswers {
  private static final Duration RETENTION = Duration.ofHours(24);
  private static final String PURPOSE = "vestibule/request-answer/v1/";

  private final Dynamo dynamo;
  private final Sealer sealer;
  private final InstantSource clock;
  private final String table;

  RequestAnswers(Dynamo dynamo, Sealer sealer, InstantSource clock, TablesConfig tables) {
    this.dynamo = dynamo;
    this.sealer = sealer;
    this.clock = clock;
    this.table = tables.userTokens();
  }

  /**
   * A request.
   *
   * @param row the key of its row; reveals neither the user nor the key
   * @param body the hash of what is asked
   */
  public record Request(String row, String body) {
    /** A key is the user's: it has the same meaning whichever back end repeats the request. */
    public static Request of(String userId, String idempotencyKey, String body) {
      return new Request("answer:" + hash(userId + "\n" + idempotencyKey), hash(body));
    }

    private static String hash(String text) {
      return HexFormat.of().formatHex(Digests.sha256(text));
    }
  }

  /**
   * A request that was carried out.
   *
   * @param answer empty if it was not answered, because it was interrupted
   */
  public record Remembered(Optional<String> answer) {}

  /**
   * The request, if it was carried out in the last 24 hours.
   *
   * @throws ApiException {@link ErrorCode#IDEMPOTENCY_KEY_REUSED} if the key belongs to another
   *     request
   */
  public Uni<Optional<Remembered>> find(Request request) {
    return dynamo
        .read(table, MeterItems.key(request.row()))
        .map(
            found ->
                found
                    .filter(row -> row.number("expires_at") > clock.instant().getEpochSecond())
                    .map(row -> new Remembered(answer(request, row))));
  }

  /** The write that remembers the request; its condition fails if it is remembered already. */
  public TransactWriteItem creation(Request request) {
    return creation(request, item());
  }

  /** As {@link #creation(Request)}, with the answer, if it is known before the transaction. */
  public TransactWriteItem creation(Request request, String answer) {
    return creation(
        request,
        item()
            .value(
                "answer", AttributeValue.fromB(SdkBytes.fromByteArray(sealed(request, answer)))));
  }

  private TransactWriteItem creation(Request request, Item row) {
    Instant now = clock.instant();
    Put creation =
        Put.builder()
            .tableName(table)
            .item(
                row.text("token", request.row())
                    .text("request", request.body())
                    .epochSeconds("expires_at", now.plus(RETENTION))
                    .attributes())
            .conditionExpression("attribute_not_exists(#token) OR expires_at <= :now")
            .expressionAttributeNames(Map.of("#token", "token"))
            .expressionAttributeValues(item().epochSeconds(":now", now).attributes())
            .build();
    return TransactWriteItem.builder().put(creation).build();
  }

  /** Stores the answer and returns the stored one: of two concurrent answers the first is kept. */
  public Uni<String> answer(Request request, String answer) {
    byte[] sealed = sealed(request, answer);
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(MeterItems.key(request.row()))
                            .updateExpression("SET #answer = :answer")
                            .conditionExpression(
                                "attribute_exists(#token) AND attribute_not_exists(#answer)")
                            .expressionAttributeNames(
                                Map.of("#token", "token", "#answer", "answer"))
                            .expressionAttributeValues(
                                Map.of(
                                    ":answer",
                                    AttributeValue.fromB(SdkBytes.fromByteArray(sealed))))
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)))
        .replaceWith(answer)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(
            failure ->
                StoredItem.ofNullable(failure.item())
                    .flatMap(row -> answer(request, row))
                    .orElse(answer));
  }

  private byte[] sealed(Request request, String answer) {
    return sealer.seal(answer.getBytes(StandardCharsets.UTF_8), PURPOSE + request.row());
  }

  private Optional<String> answer(Request request, StoredItem row) {
    if (!row.text("request").equals(request.body())) {
      throw ApiException.of(ErrorCode.IDEMPOTENCY_KEY_REUSED);
    }
    return Optional.ofNullable(row.bytesOrNull("answer"))
        .flatMap(stored -> sealer.open(stored, PURPOSE + request.row()))
        .map(plain -> new String(plain, StandardCharsets.UTF_8));
  }
}
