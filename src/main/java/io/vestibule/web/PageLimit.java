package io.vestibule.web;

/** The page size that a request asks for. */
public final class PageLimit {
  private static final int DEFAULT = 50;
  private static final int MAX = 100;

  private PageLimit() {}

  /**
   * @param parameter the query parameter; null means {@value #DEFAULT}
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if it is not a whole number from 1 to
   *     {@value #MAX}
   */
  public static int of(String parameter) {
    if (parameter == null) {
      return DEFAULT;
    }
    boolean digits =
        !parameter.isEmpty()
            && parameter.length() <= 3
            && parameter.chars().allMatch(c -> c >= '0' && c <= '9');
    int limit = digits ? Integer.parseInt(parameter) : 0;
    if (limit < 1 || limit > MAX) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "limit", "must be a whole number from 1 to " + MAX);
    }
    return limit;
  }
}
