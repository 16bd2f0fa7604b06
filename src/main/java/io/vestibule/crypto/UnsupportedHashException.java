package io.vestibule.crypto;

/**
 * A stored password hash has no supported form or parameters beyond the limits. The cause is the
 * stored data, not the password that was tried. The message names the violated rule, never the
 * hash.
 */
public final class UnsupportedHashException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsupportedHashException(String message) {
    super(message);
  }
}
