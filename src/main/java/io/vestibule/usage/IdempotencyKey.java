package io.vestibule.usage;

import io.vestibule.runtime.Digests;

/**
 * The key under which a request id is stored: {@code request:} and the hex SHA-256 of owner and id.
 * It contains the owner, not the token, so that a request can be repeated after a rotation of the
 * token. The hash reveals neither.
 *
 * @param text the key of the row in the tokens table
 */
record IdempotencyKey(String text) {
  static IdempotencyKey of(String userId, String requestId) {
    return new IdempotencyKey("request:" + Digests.sha256Hex(userId + "\n" + requestId));
  }
}
