package io.vestibule.audio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.Body;
import io.vestibule.web.ErrorCode;

/**
 * A request for a place to upload to: {@code
 * {"file_name":"a.m4a","content_type":"audio/mp4","file_size":4096}}.
 *
 * @param fileSize bytes of ciphertext
 */
record UploadRequest(String fileName, String contentType, long fileSize) {
  /** The most that S3 takes in one PUT, 5 GiB. */
  private static final long MAX_SIZE = 5L << 30;

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the member
   */
  static UploadRequest from(JsonNode json) {
    Body body = Body.of(json);
    return new UploadRequest(
        body.text("file_name", Registration.MAX_TEXT).orElse(null),
        Registration.mediaType(body).orElse("application/octet-stream"),
        body.wholeNumber("file_size", 1, MAX_SIZE)
            .orElseThrow(
                () -> ApiException.at(ErrorCode.INVALID_REQUEST, "file_size", "is required")));
  }
}
