package io.vestibule.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A report of a secret-scanning partner: an array of objects that contain a secret each. Other
 * members are ignored, and so are entries without a secret: one of them must not protect the
 * others.
 *
 * @param tokens the reported secrets
 */
record LeakReport(List<String> tokens) {
  private static final int MAX_TOKEN = 200;

  /**
   * @throws ApiException {@link ErrorCode#MALFORMED_JSON}, {@link ErrorCode#INVALID_REQUEST}
   */
  static LeakReport read(ObjectMapper json, byte[] body) {
    JsonNode report;
    try {
      report = json.readTree(body);
    } catch (IOException malformed) {
      throw ApiException.of(ErrorCode.MALFORMED_JSON);
    }
    if (report == null || !report.isArray()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "body", "must be an array");
    }
    Set<String> tokens = new LinkedHashSet<>();
    for (JsonNode entry : report) {
      String token = entry.path("token").textValue();
      if (token != null && token.length() <= MAX_TOKEN) {
        tokens.add(token.strip());
      }
    }
    return new LeakReport(new ArrayList<>(tokens));
  }

  @Override
  public String toString() {
    return "LeakReport[redacted]";
  }
}
