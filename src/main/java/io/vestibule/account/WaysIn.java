package io.vestibule.account;

import java.util.List;

/**
 * How an account can be opened.
 *
 * @param passwordEmail the address its password belongs to; null where it has none
 * @param foreign logins of other issuers
 */
record WaysIn(String passwordEmail, List<ForeignLogin> foreign) {
  @Override
  public String toString() {
    return "WaysIn[redacted]";
  }
}
