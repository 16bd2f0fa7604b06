package io.vestibule.outbox;

import java.time.Instant;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A stored message while this server has it to itself.
 *
 * @param kind as stored; another version of the service may know more kinds
 * @param payload sealed
 * @param attempts number of attempts including the current one
 * @param leaseUntil after it another server may deliver the message
 */
record OutboxMessage(String id, String kind, SdkBytes payload, int attempts, Instant leaseUntil) {
  @Override
  public String toString() {
    return "OutboxMessage[" + id + ", " + kind + "]";
  }
}
