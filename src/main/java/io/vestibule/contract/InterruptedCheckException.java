package io.vestibule.contract;

/** The user wants the command to end. */
final class InterruptedCheckException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
