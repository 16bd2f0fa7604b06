package io.vestibule.crypto;

/**
 * A chunked message is not authentic: it was altered, truncated, extended or reordered, or the key
 * or context is wrong. The exception message contains sizes and chunk numbers, never a key.
 */
public final class InvalidCiphertextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidCiphertextException(String message) {
    super(message);
  }
}
