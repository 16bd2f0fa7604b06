package io.vestibule.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Eventually;
import io.vestibule.web.ApiException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Reads that share a call. Every item exists and has its key as the value of {@code id}. */
class ItemReadsTest {
  private static final String TABLE = "things";

  /** A call to the store that the test answers. */
  private record Call(List<String> ids, boolean batch, CompletableFuture<Object> response) {
    void answer() {
      answer(ids, List.of());
    }

    void answer(List<String> found, List<String> unprocessed) {
      if (!batch) {
        response.complete(
            GetItemResponse.builder().item(found.isEmpty() ? Map.of() : key(found.get(0))).build());
        return;
      }
      BatchGetItemResponse.Builder answer =
          BatchGetItemResponse.builder()
              .responses(Map.of(TABLE, found.stream().map(ItemReadsTest::key).toList()));
      if (!unprocessed.isEmpty()) {
        answer.unprocessedKeys(
            Map.of(
                TABLE,
                KeysAndAttributes.builder()
                    .keys(unprocessed.stream().map(ItemReadsTest::key).toList())
                    .build()));
      }
      response.complete(answer.build());
    }

    void fail(Throwable failure) {
      response.completeExceptionally(failure);
    }
  }

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Dynamo dynamo =
      new Dynamo(
          (DynamoDbAsyncClient)
              Proxy.newProxyInstance(
                  DynamoDbAsyncClient.class.getClassLoader(),
                  new Class<?>[] {DynamoDbAsyncClient.class},
                  (proxy, method, arguments) -> receive(method.getName(), arguments[0])));

  @SuppressWarnings("unchecked")
  private CompletableFuture<Object> receive(String method, Object argument) {
    Call call;
    if (method.equals("getItem")) {
      GetItemRequest.Builder get = GetItemRequest.builder();
      ((Consumer<GetItemRequest.Builder>) argument).accept(get);
      assertTrue(get.build().consistentRead());
      call = new Call(List.of(get.build().key().get("id").s()), false, new CompletableFuture<>());
    } else {
      BatchGetItemRequest.Builder batch = BatchGetItemRequest.builder();
      ((Consumer<BatchGetItemRequest.Builder>) argument).accept(batch);
      KeysAndAttributes request = batch.build().requestItems().get(TABLE);
      assertTrue(request.consistentRead());
      List<String> ids = request.keys().stream().map(key -> key.get("id").s()).toList();
      call = new Call(ids, true, new CompletableFuture<>());
    }
    calls.add(call);
    return call.response();
  }

  private static Map<String, AttributeValue> key(String id) {
    return Map.of("id", AttributeValue.fromS(id));
  }

  private CompletableFuture<Optional<String>> read(String id) {
    return dynamo
        .read(TABLE, key(id))
        .map(found -> found.map(item -> item.text("id")))
        .subscribe()
        .asCompletionStage();
  }

  private Call call(int index) {
    Eventually.holds(() -> assertTrue(calls.size() > index, "call " + index + " was not made"));
    return calls.get(index);
  }

  @Test
  void oneReadIsSentAtOnce() {
    CompletableFuture<Optional<String>> read = read("a");

    assertEquals(1, calls.size());
    assertFalse(calls.get(0).batch());
    calls.get(0).answer();
    assertEquals(Optional.of("a"), read.join());
  }

  @Test
  void readsDuringACallShareTheNextOne() {
    CompletableFuture<Optional<String>> first = read("a");
    CompletableFuture<Optional<String>> second = read("b");
    CompletableFuture<Optional<String>> again = read("b");
    CompletableFuture<Optional<String>> absent = read("c");
    calls.get(0).answer();

    assertEquals(Optional.of("a"), first.join());
    assertEquals(List.of("b", "c"), call(1).ids());
    call(1).answer(List.of("b"), List.of());
    assertEquals(Optional.of("b"), second.join());
    assertEquals(Optional.of("b"), again.join());
    assertEquals(Optional.empty(), absent.join());
    assertEquals(2, calls.size());
  }

  @Test
  void aSlowCallDelaysTheOthersForAMomentOnly() {
    CompletableFuture<Optional<String>> slow = read("a");
    CompletableFuture<Optional<String>> other = read("b");

    call(1).answer();
    assertEquals(Optional.of("b"), other.join());
    assertFalse(slow.isDone());
    calls.get(0).answer();
    assertEquals(Optional.of("a"), slow.join());
    CompletableFuture<Optional<String>> next = read("c");
    assertEquals(3, calls.size(), "the queue is idle again");
    calls.get(2).answer();
    next.join();
  }

  @Test
  void unprocessedKeysAreReadAlone() {
    CompletableFuture<Optional<String>> first = read("a");
    CompletableFuture<Optional<String>> second = read("b");
    CompletableFuture<Optional<String>> third = read("c");
    calls.get(0).answer();
    call(1).answer(List.of("b"), List.of("c"));

    assertEquals(List.of("c"), call(2).ids());
    assertFalse(call(2).batch());
    call(2).answer();
    assertEquals(Optional.of("a"), first.join());
    assertEquals(Optional.of("b"), second.join());
    assertEquals(Optional.of("c"), third.join());
  }

  @Test
  void aKeyThatTheStoreRefusesFailsNobodyElse() {
    CompletableFuture<Optional<String>> first = read("a");
    CompletableFuture<Optional<String>> bad = read("bad");
    CompletableFuture<Optional<String>> good = read("good");
    calls.get(0).answer();
    call(1).fail(DynamoDbException.builder().statusCode(400).message("no such key").build());

    assertEquals(List.of("bad"), call(2).ids());
    assertEquals(List.of("good"), call(3).ids());
    call(2).fail(DynamoDbException.builder().statusCode(400).message("no such key").build());
    call(3).answer();
    assertEquals(Optional.of("a"), first.join());
    assertEquals(Optional.of("good"), good.join());
    assertTrue(failure(bad) instanceof DynamoDbException);
  }

  @Test
  void aStoreThatIsAwayFailsAllAndIsNotAskedAgainForEach() {
    CompletableFuture<Optional<String>> first = read("a");
    CompletableFuture<Optional<String>> second = read("b");
    CompletableFuture<Optional<String>> third = read("c");
    calls.get(0).answer();
    call(1).fail(ApiCallTimeoutException.create(1));

    assertEquals(Optional.of("a"), first.join());
    assertTrue(failure(second) instanceof ApiException);
    assertTrue(failure(third) instanceof ApiException);
    assertEquals(2, calls.size());
    CompletableFuture<Optional<String>> next = read("d");
    assertEquals(3, calls.size(), "the queue is idle again");
    calls.get(2).answer();
    next.join();
  }

  @Test
  void aBatchHasAtMostAHundredKeys() {
    List<CompletableFuture<Optional<String>>> reads = new ArrayList<>();
    IntStream.range(0, 251).forEach(number -> reads.add(read("id-" + number)));
    for (int answered = 0; !reads.stream().allMatch(CompletableFuture::isDone); answered++) {
      call(answered).answer();
    }

    assertEquals(251, new HashSet<>(reads.stream().map(CompletableFuture::join).toList()).size());
    assertTrue(calls.stream().allMatch(call -> call.ids().size() <= ReadQueue.MAX_BATCH));
    assertEquals(251, calls.stream().mapToInt(call -> call.ids().size()).sum());
  }

  private static Throwable failure(CompletableFuture<?> read) {
    try {
      read.join();
      throw new AssertionError("the read did not fail");
    } catch (CompletionException failed) {
      return failed.getCause();
    }
  }
}
