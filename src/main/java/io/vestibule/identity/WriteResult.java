package io.vestibule.identity;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import java.util.stream.IntStream;

/** The result of a transaction that writes an identity's login row and its account. */
enum WriteResult {
  DONE,
  /** The condition on the identity's login row failed. */
  IDENTITY_TAKEN,
  /** The condition on the account failed. */
  ACCOUNT_REFUSED,
  /** The e-mail address belongs to another account. */
  EMAIL_TAKEN;

  /** Position of the identity's login row in the transaction. */
  static final int IDENTITY_INDEX = 0;

  /** Position of the account. */
  static final int ACCOUNT_INDEX = 1;

  /** Position of the address' login row, after the API token. What follows belongs to it. */
  static final int EMAIL_INDEX = 3;

  /** The maximum of a transaction. */
  private static final int MAX_WRITES = 100;

  static Uni<WriteResult> of(Uni<Void> transaction) {
    return transaction
        .replaceWith(DONE)
        .onFailure(failure -> Dynamo.refusedAt(failure, IDENTITY_INDEX))
        .recoverWithItem(IDENTITY_TAKEN)
        .onFailure(failure -> Dynamo.refusedAt(failure, ACCOUNT_INDEX))
        .recoverWithItem(ACCOUNT_REFUSED)
        .onFailure(failure -> isRefusedFrom(failure, EMAIL_INDEX, MAX_WRITES))
        .recoverWithItem(EMAIL_TAKEN);
  }

  /**
   * Whether a condition failed at one of the positions from {@code first} to before {@code end}.
   */
  static boolean isRefusedFrom(Throwable failure, int first, int end) {
    return IntStream.range(first, end).anyMatch(index -> Dynamo.refusedAt(failure, index));
  }
}
