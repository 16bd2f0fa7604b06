package io.vestibule.payment;

import io.vestibule.account.AccountStatusChange;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The writes for one user.
 *
 * @param acts what they mean for the audit trail
 * @param plan the new plan of the account, if it changes
 */
record UserWrites(
    List<TransactWriteItem> writes,
    List<SecurityEventType> acts,
    String userId,
    Optional<String> plan) {
  static UserWrites none(String userId) {
    return new UserWrites(List.of(), List.of(), userId, Optional.empty());
  }

  UserWrites and(TransactWriteItem further) {
    return new UserWrites(
        Stream.concat(writes.stream(), Stream.of(further)).toList(), acts, userId, plan);
  }

  Optional<Event> event() {
    return plan.map(name -> AccountStatusChange.plan(name).event(userId));
  }
}
