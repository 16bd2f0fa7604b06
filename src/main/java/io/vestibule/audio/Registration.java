package io.vestibule.audio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A request to register a recording: {@code
 * {"s3_key":"users/…","file_size":1024,"content_type":"audio/3gpp","file_name":"a.3gp",
 * "duration_ms":900,"key_id":"k1","details":"…"}}; only {@code s3_key} is required.
 */
record Registration(
    S3Key s3Key,
    Long fileSize,
    String contentType,
    String fileName,
    Long durationMs,
    Optional<String> keyId,
    Optional<String> details) {
  /** The largest object in S3: 5 TiB. */
  private static final long MAX_SIZE = 5L << 40;

  private static final long MAX_DURATION_MS = 366L * 24 * 60 * 60 * 1000;
  static final int MAX_TEXT = 255;
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[\\w.+-]{1,100}/[\\w.+-]{1,100}(;[ -~]{0,50})?");

  /**
   * @throws ApiException {@link ErrorCode#S3_KEY_REQUIRED} or {@link ErrorCode#INVALID_REQUEST},
   *     naming the member
   */
  static Registration from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    S3Key key = S3Key.of(body.text("s3_key").orElse(""));
    return new Registration(
        key,
        nullable(body.wholeNumber("file_size", 0, MAX_SIZE)),
        mediaType(body).orElse(null),
        body.text("file_name", MAX_TEXT).orElse(null),
        nullable(body.wholeNumber("duration_ms", 0, MAX_DURATION_MS)),
        body.text("key_id", MAX_TEXT),
        RecordingChange.details(body));
  }

  /** The member {@code content_type}. */
  static Optional<String> mediaType(JsonBody body) {
    Optional<String> mediaType = body.text("content_type", MAX_TEXT);
    if (mediaType.isPresent() && !MEDIA_TYPE.matcher(mediaType.get()).matches()) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "content_type", "must be a media type such as audio/mp4");
    }
    return mediaType;
  }

  private static Long nullable(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
