package io.vestibule.spi;

/**
 * One line of {@code vestibule doctor}.
 *
 * @param text what was found; of a problem also what to do. No secret and no address of a user
 */
public record Finding(Level level, String text) {
  /** Only a problem makes the command fail. */
  public enum Level {
    OK,
    /** Not tried, because it is not configured or cannot be tried. */
    SKIPPED,
    PROBLEM
  }

  public static Finding ok(String text) {
    return new Finding(Level.OK, text);
  }

  public static Finding skipped(String text) {
    return new Finding(Level.SKIPPED, text);
  }

  public static Finding problem(String text) {
    return new Finding(Level.PROBLEM, text);
  }
}
