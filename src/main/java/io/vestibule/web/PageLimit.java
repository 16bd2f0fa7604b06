package io.vestibule.web;

/** How many entries of a list a request asks for. */
public final class PageLimit {
  private static final int DEFAULT = 50;
  private static final int MAX = 100;

  private PageLimit() {}

  /**
   * @param typed the query parameter, or null for {@value #DEFAULT}
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} where it is not a whole number from 1 to
   *     {@value #MAX}
   */
  public static int of(String typed) {
    if (typed == null) {
      return DEFAULT;
    }
    boolean digits =
        !typed.isEmpty()
            && typed.length() <= 3
            && typed.chars().allMatch(c -> c >= '0' && c <= '9');
    int limit = digits ? Integer.parseInt(typed) : 0;
    if (limit < 1 || limit > MAX) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "limit", "must be a whole number from 1 to " + MAX);
    }
    return limit;
  }
}
