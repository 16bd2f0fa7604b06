package io.vestibule.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The canonical spelling of a request path (RFC 3986 section 6.2.2). Vert.x routes, Quarkus REST
 * and proxies normalize other spellings differently, so a guard and a resource could see different
 * paths. Only the canonical spelling is served.
 *
 * <p>Not canonical are: empty and dot segments, {@code ;} (matrix parameters), {@code \}, control
 * characters, characters outside {@code pchar}, malformed percent-encoding, percent-encoded bytes
 * that are not UTF-8, and percent-encoding of a character that has a plain spelling or that a
 * second decoding would interpret ({@code / \ ; . %} and unreserved characters).
 */
final class RequestPath {
  private static final String PLAIN = "-._~!$&'()*+,=:@";
  private static final String NEVER_ENCODED = "/\\;%-._~";
  private static final int ASCII_LIMIT = 0x80;

  private RequestPath() {}

  /** Whether the path, as the client sent it, is in its canonical spelling. */
  static boolean isCanonical(String path) {
    if (!path.startsWith("/")) {
      return false;
    }
    String[] segments = path.substring(1).split("/", -1);
    for (int index = 0; index < segments.length; index++) {
      boolean last = index == segments.length - 1;
      if (!(last && segments[index].isEmpty()) && !isCanonicalSegment(segments[index])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCanonicalSegment(String segment) {
    if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
      return false;
    }
    ByteBuffer decoded = ByteBuffer.allocate(segment.length());
    for (int index = 0; index < segment.length(); index++) {
      char character = segment.charAt(index);
      if (character == '%') {
        int octet = octet(segment, index);
        if (octet < 0 || mustBePlain(octet)) {
          return false;
        }
        decoded.put((byte) octet);
        index += 2;
      } else if (isAlphanumeric(character) || PLAIN.indexOf(character) >= 0) {
        decoded.put((byte) character);
      } else {
        return false;
      }
    }
    return isPrintable(decoded.flip());
  }

  /** The byte of the percent-encoding at an index; -1 if it is malformed. */
  private static int octet(String segment, int index) {
    if (index + 2 >= segment.length()) {
      return -1;
    }
    int high = hexDigit(segment.charAt(index + 1));
    int low = hexDigit(segment.charAt(index + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int hexDigit(char character) {
    return character < ASCII_LIMIT ? Character.digit(character, 16) : -1;
  }

  private static boolean mustBePlain(int octet) {
    return octet < ASCII_LIMIT
        && (isAlphanumeric((char) octet) || NEVER_ENCODED.indexOf(octet) >= 0);
  }

  private static boolean isAlphanumeric(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9');
  }

  /** Whether the bytes are UTF-8 without control characters. */
  private static boolean isPrintable(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(bytes)
          .chars()
          .noneMatch(Character::isISOControl);
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }
}
