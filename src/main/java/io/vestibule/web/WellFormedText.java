package io.vestibule.web;

/**
 * Text from outside must be well-formed Unicode. An unpaired surrogate, which JSON can write as an
 * escape, has no UTF-8 form: encoders replace it, so that two texts become one on their way to the
 * store.
 */
public final class WellFormedText {
  private WellFormedText() {}

  /** Whether the text has no unpaired surrogate. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        boolean paired =
            Character.isHighSurrogate(unit)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /**
   * @param field the member of the request that the text is part of
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the field
   */
  public static String check(String field, String text) {
    if (!isWellFormed(text)) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, field, "must not contain unpaired surrogates");
    }
    return text;
  }
}
