package io.vestibule.crypto;

/**
 * A stored password hash is of no supported form or asks for absurd parameters. It says nothing
 * about any password: the stored row is at fault. The message names the violated rule, never the
 * hash.
 */
public final class UnsupportedHashException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsupportedHashException(String message) {
    super(message);
  }
}
