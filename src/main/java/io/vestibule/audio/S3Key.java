package io.vestibule.audio;

import io.vestibule.runtime.Digests;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object key as clients may name one: 1 to 1024 bytes of UTF-8, no control or unassigned
 * characters, line or paragraph separators or unpaired surrogates, no empty, {@code .} or {@code
 * ..} segment.
 */
public record S3Key(String value) {
  private static final int MAX_SIZE = 1_024;
  private static final String PREFIX = "users/";
  private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cc}\\p{Cn}\\p{Cs}\\p{Zl}\\p{Zp}]");
  private static final Pattern OWNED =
      Pattern.compile(
          "users/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /**
   * @throws ApiException {@link ErrorCode#S3_KEY_REQUIRED} or {@link ErrorCode#INVALID_REQUEST}
   */
  public static S3Key of(String text) {
    if (text.isBlank()) {
      throw ApiException.of(ErrorCode.S3_KEY_REQUIRED);
    }
    boolean fits =
        text.getBytes(StandardCharsets.UTF_8).length <= MAX_SIZE
            && !FORBIDDEN.matcher(text).find()
            && Arrays.stream(text.split("/", -1))
                .noneMatch(
                    segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
    if (!fits) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          "s3_key",
          "must be an object key of 1 to 1024 bytes without empty segments");
    }
    return new S3Key(text);
  }

  /**
   * Whether the key is under the user's own prefix. Only presigned URLs of this service allow
   * uploads there.
   */
  boolean isUnderPrefixOf(String userId) {
    return value.startsWith(prefixOf(userId));
  }

  /**
   * The id of the record that guards itself, if the key is under the prefix of a user: a UUID of
   * version 8 (RFC 9562, section 5.8) from the SHA-256 of the key.
   */
  Optional<String> recordId() {
    if (!value.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return Optional.of(Digests.uuid(value).toString());
  }

  /** {@link #recordId} if the key is under the user's own prefix. */
  Optional<String> ownRecordId(String userId) {
    return recordId().filter(id -> isUnderPrefixOf(userId));
  }

  /** {@code users/<user id>/}. */
  static String prefixOf(String userId) {
    return PREFIX + userId + "/";
  }

  /** The user of the prefix {@code users/<UUID>/}. Empty if the key has no such prefix. */
  Optional<String> owner() {
    Matcher owned = OWNED.matcher(value);
    return owned.matches()
        ? Optional.of(owned.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
