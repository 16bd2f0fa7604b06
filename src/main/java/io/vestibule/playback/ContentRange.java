package io.vestibule.playback;

import io.vestibule.web.ApiException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The byte range of a request (RFC 9110, section 14). A single range is honoured. Multiple ranges,
 * other units and malformed values are ignored, as section 14.2 allows, and the whole content is
 * sent; players request a single range.
 *
 * @param from offset of the first byte
 * @param length bytes; 0 only if the content is empty
 * @param size bytes of the whole content
 * @param partial whether the response status is 206
 */
record ContentRange(long from, long length, long size, boolean partial) {
  private static final Pattern SINGLE =
      Pattern.compile("bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", Pattern.CASE_INSENSITIVE);

  /** Longer numbers are beyond the end of any content. */
  private static final int MAX_DIGITS = 18;

  static ContentRange whole(long size) {
    return new ContentRange(0, size, size, false);
  }

  /**
   * @param header the value of {@code Range}, or null
   * @throws ApiException {@link io.vestibule.web.ErrorCode#RANGE_NOT_SATISFIABLE}
   */
  static ContentRange of(String header, long size) {
    Matcher single = header == null ? null : SINGLE.matcher(header);
    if (single == null || !single.matches()) {
      return whole(size);
    }
    String first = single.group(1);
    String last = single.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? whole(size) : suffix(number(last), size);
    }
    long from = number(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
    if (to < from) {
      return whole(size);
    }
    if (from >= size) {
      throw ApiException.noSuchRange(size);
    }
    return new ContentRange(from, Math.min(to, size - 1) - from + 1, size, true);
  }

  private static ContentRange suffix(long length, long size) {
    if (length == 0) {
      throw ApiException.noSuchRange(size);
    }
    long kept = Math.min(length, size);
    // A suffix of an empty content is empty, which Content-Range cannot express.
    return kept == 0 ? whole(size) : new ContentRange(size - kept, kept, size, true);
  }

  private static long number(String digits) {
    return digits.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  /** Offset of the last byte. */
  long to() {
    return from + length - 1;
  }

  /** The value of {@code Content-Range}. */
  String header() {
    return "bytes " + from + "-" + to() + "/" + size;
  }
}
