package io.vestibule.event;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Events that are ready to be written. */
public final class PreparedEvents {
  /** Nobody wants them. */
  public static final PreparedEvents NONE = new PreparedEvents(List.of(), () -> {});

  private final List<TransactWriteItem> writes;
  private final Runnable delivery;

  /**
   * @param writes parts of the transaction that causes the events; their conditions do not fail
   * @param delivery starts the delivery of what was written
   */
  public PreparedEvents(List<TransactWriteItem> writes, Runnable delivery) {
    this.writes = List.copyOf(writes);
    this.delivery = delivery;
  }

  public List<TransactWriteItem> writes() {
    return writes;
  }

  /** The writes of the cause, followed by those of the events. */
  public List<TransactWriteItem> after(List<TransactWriteItem> cause) {
    List<TransactWriteItem> all = new ArrayList<>(cause);
    all.addAll(writes);
    return all;
  }

  /** Delivers soon, off the request path. Call it after the transaction. */
  public void deliver() {
    delivery.run();
  }
}
