package io.vestibule.account;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;

/**
 * Where the next page of a list of accounts begins.
 *
 * @param key a sort key of the index
 * @param included whether accounts with this key are on the next page
 */
record ListPosition(String key, boolean included) {
  private static final String FROM = "=";
  private static final String AFTER = ">";

  String text() {
    return (included ? FROM : AFTER) + key;
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_CURSOR} for a position of another version
   */
  static ListPosition parse(String text) {
    if (!text.startsWith(FROM) && !text.startsWith(AFTER)) {
      throw ApiException.of(ErrorCode.INVALID_CURSOR);
    }
    return new ListPosition(text.substring(1), text.startsWith(FROM));
  }
}
