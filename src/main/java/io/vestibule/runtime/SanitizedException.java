package io.vestibule.runtime;

/**
 * A failure in a form that may be logged: types and stack frames without messages. Messages of SDKs
 * and parsers can contain their input, which may be a password.
 */
public final class SanitizedException extends Exception {
  private static final long serialVersionUID = 1L;

  private SanitizedException(String type, Throwable cause) {
    super(type, cause);
  }

  /** The same chain of causes without the messages. */
  public static SanitizedException withoutMessages(Throwable failure) {
    return copy(failure, 0);
  }

  private static SanitizedException copy(Throwable failure, int depth) {
    Throwable cause = failure.getCause();
    boolean deeper = cause != null && cause != failure && depth < 8;
    SanitizedException copy =
        new SanitizedException(
            failure.getClass().getName(), deeper ? copy(cause, depth + 1) : null);
    copy.setStackTrace(failure.getStackTrace());
    return copy;
  }
}
