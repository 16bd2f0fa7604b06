package io.vestibule.outbox;

import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A channel that notes the ids and texts of all its attempts. */
final class RecordingChannel implements OutboxChannel {
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private volatile Function<String, Uni<Void>> answer = id -> Uni.createFrom().voidItem();

  @Override
  public OutboxKind kind() {
    return OutboxKind.MAIL;
  }

  @Override
  public Uni<Void> deliver(String id, byte[] payload) {
    ids.add(id);
    texts.add(new String(payload, StandardCharsets.UTF_8));
    return answer.apply(id);
  }

  /** What happens at the next attempts, given the id. */
  RecordingChannel answering(Function<String, Uni<Void>> next) {
    answer = next;
    return this;
  }

  RecordingChannel failing(RuntimeException failure) {
    return answering(id -> Uni.createFrom().failure(failure));
  }

  RecordingChannel succeeding() {
    return answering(id -> Uni.createFrom().voidItem());
  }

  /** Attempts with this message. */
  long attempts(String id) {
    return ids.stream().filter(id::equals).count();
  }

  List<String> texts() {
    return texts;
  }
}
