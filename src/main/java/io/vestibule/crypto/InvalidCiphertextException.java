package io.vestibule.crypto;

/**
 * A chunked message is not what its key, salt and context made: altered, truncated, extended,
 * reordered, or opened with another key or context. The message names the place, never a key.
 */
public final class InvalidCiphertextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidCiphertextException(String message) {
    super(message);
  }
}
