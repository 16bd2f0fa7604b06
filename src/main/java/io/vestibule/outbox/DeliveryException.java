package io.vestibule.outbox;

/**
 * A failed attempt to deliver a message. The sentence is logged and stored, so it must not contain
 * an address or any other part of the message.
 */
public final class DeliveryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeliveryException(String sentence) {
    super(sentence, null, false, false);
  }

  /** The reason of any failure in a form that may be logged. */
  static String reason(Throwable failure) {
    return failure instanceof DeliveryException
        ? failure.getMessage()
        : failure.getClass().getSimpleName();
  }
}
