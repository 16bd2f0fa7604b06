package io.vestibule.dynamo;

import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A read that waits for its result. */
record PendingRead(
    Map<String, AttributeValue> key, UniEmitter<? super Optional<StoredItem>> emitter) {
  void complete(Optional<StoredItem> item) {
    emitter.complete(item);
  }

  void fail(Throwable failure) {
    emitter.fail(failure);
  }
}
