package io.vestibule.command;

/** What a shell script learns from a command. */
final class ExitCodes {
  static final int OK = 0;

  /** The command did its work, and the answer is no: tables differ, there is no such user. */
  static final int NO = 1;

  /** The command line cannot be understood. */
  static final int USAGE = 2;

  /** The command could not do its work: no store, no permission. */
  static final int FAILED = 3;

  private ExitCodes() {}
}
