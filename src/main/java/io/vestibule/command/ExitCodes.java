package io.vestibule.command;

/** Exit codes of all commands. */
final class ExitCodes {
  static final int OK = 0;

  /** The command ran and the answer is negative: tables differ, the user does not exist. */
  static final int NO = 1;

  /** The command line is invalid. */
  static final int USAGE = 2;

  /** The command failed: store unavailable, permission missing. */
  static final int FAILED = 3;

  private ExitCodes() {}
}
