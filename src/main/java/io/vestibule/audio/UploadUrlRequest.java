package io.vestibule.audio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;

/**
 * A request for an upload URL: {@code
 * {"file_name":"a.m4a","content_type":"audio/mp4","file_size":4096}}.
 *
 * @param fileSize bytes of ciphertext
 */
record UploadUrlRequest(String fileName, String contentType, long fileSize) {
  /** The largest object that S3 accepts in one PUT: 5 GiB. */
  private static final long MAX_SIZE = 5L << 30;

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the member
   */
  static UploadUrlRequest from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    return new UploadUrlRequest(
        body.text("file_name", Registration.MAX_TEXT).orElse(null),
        Registration.mediaType(body).orElse("application/octet-stream"),
        body.wholeNumber("file_size", 1, MAX_SIZE)
            .orElseThrow(
                () -> ApiException.at(ErrorCode.INVALID_REQUEST, "file_size", "is required")));
  }
}
