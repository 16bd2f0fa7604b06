package io.vestibule.audio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import io.vestibule.web.PrintableName;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request to change a recording: {@code {"file_name":"Interview","details":"…"}}.
 *
 * @param fileName the new name in Unicode NFC; empty if it stays
 * @param details the new sealed details; empty if they stay
 */
record RecordingChange(Optional<String> fileName, Optional<String> details) {
  /** Characters of base64url: about 1,500 bytes. */
  static final int MAX_DETAILS = 2_048;

  private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the member
   */
  static RecordingChange from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    RecordingChange change =
        new RecordingChange(
            PrintableName.find(json, "file_name", Registration.MAX_TEXT)
                .map(name -> Normalizer.normalize(name, Normalizer.Form.NFC)),
            details(body));
    if (change.fileName().isEmpty() && change.details().isEmpty()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "body", "must contain file_name or details");
    }
    return change;
  }

  /**
   * The member {@code details}: what the client has encrypted with the audio key. The service
   * cannot read it, and only limits its size.
   */
  static Optional<String> details(JsonBody body) {
    Optional<String> details = body.text("details", MAX_DETAILS);
    if (details.isPresent() && !BASE64URL.matcher(details.get()).matches()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "details", "must be base64url");
    }
    return details;
  }
}
