package io.vestibule.web;

/**
 * A failure as the log may show it: types and stack frames. Messages are left out, for SDKs and
 * parsers quote what they were given, and that may be a password.
 */
public final class Unexpected extends Exception {
  private static final long serialVersionUID = 1L;

  private Unexpected(String type, Throwable cause) {
    super(type, cause);
  }

  /** The same chain of causes without their messages. */
  public static Unexpected withoutMessages(Throwable failure) {
    return copy(failure, 0);
  }

  private static Unexpected copy(Throwable failure, int depth) {
    Throwable cause = failure.getCause();
    boolean deeper = cause != null && cause != failure && depth < 8;
    Unexpected copy =
        new Unexpected(failure.getClass().getName(), deeper ? copy(cause, depth + 1) : null);
    copy.setStackTrace(failure.getStackTrace());
    return copy;
  }
}
