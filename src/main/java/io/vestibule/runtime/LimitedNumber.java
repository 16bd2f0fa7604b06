package io.vestibule.runtime;

import org.eclipse.microprofile.config.spi.Converter;

/**
 * Settings that are whole numbers with limits. The service does not start with another value.
 * SmallRye Config requires that each converter itself implements the interface.
 */
public final class LimitedNumber {
  private LimitedNumber() {}

  /**
   * The number, if it is within the limits.
   *
   * @throws IllegalArgumentException if the value is not a number or outside of the limits
   */
  public static int parse(String value, int least, int most) {
    int number = Integer.parseInt(value.strip());
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          most == Integer.MAX_VALUE
              ? "must be at least " + least
              : "must be from " + least + " to " + most);
    }
    return number;
  }

  /** At least 1. */
  public static final class Positive implements Converter<Integer> {
    @Override
    public Integer convert(String value) {
      return parse(value, 1, Integer.MAX_VALUE);
    }
  }

  /** 1 to 1000. */
  public static final class UpToThousand implements Converter<Integer> {
    @Override
    public Integer convert(String value) {
      return parse(value, 1, 1_000);
    }
  }
}
