package io.vestibule.usage;

import io.vestibule.web.ErrorCode;

/** Why the use of a key is refused; of several reasons the first one counts. */
public enum KeyRefusal {
  NOT_FOUND(ErrorCode.TOKEN_INVALID),
  DISABLED(ErrorCode.API_KEY_DISABLED),
  EXPIRED(ErrorCode.API_KEY_EXPIRED),
  SUSPENDED(ErrorCode.ACCOUNT_SUSPENDED),
  INSUFFICIENT_SCOPE(ErrorCode.API_KEY_SCOPE),
  FORBIDDEN_IP(ErrorCode.API_KEY_ADDRESS),
  RATE_LIMITED(ErrorCode.API_KEY_RATE_EXCEEDED),
  /** The key's own quota. */
  KEY_QUOTA_EXCEEDED(ErrorCode.API_KEY_QUOTA_EXCEEDED),
  /** The plan's quota. */
  QUOTA_EXCEEDED(ErrorCode.QUOTA_EXCEEDED);

  private final ErrorCode error;

  KeyRefusal(ErrorCode error) {
    this.error = error;
  }

  /** The answer to the bearer of the key. */
  ErrorCode error() {
    return error;
  }

  /** Whether the use would be accepted later. */
  boolean isLimit() {
    return this == RATE_LIMITED || this == KEY_QUOTA_EXCEEDED || this == QUOTA_EXCEEDED;
  }
}
