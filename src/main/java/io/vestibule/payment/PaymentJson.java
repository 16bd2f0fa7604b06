package io.vestibule.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads members of events. Ids that do not look like ids are refused, because they are stored. */
@ApplicationScoped
class PaymentJson {
  private static final Pattern ID = Pattern.compile("[!-~]{1,255}");
  private static final int MOST_IDS = 50;

  private final ObjectMapper json;

  PaymentJson(ObjectMapper json) {
    this.json = json;
  }

  /**
   * @throws ApiException {@link ErrorCode#MALFORMED_JSON}, {@link ErrorCode#INVALID_REQUEST}
   */
  JsonNode read(byte[] body) {
    JsonNode event;
    try {
      event = json.readTree(body);
    } catch (IOException malformed) {
      throw ApiException.of(ErrorCode.MALFORMED_JSON);
    }
    return JsonBody.object(event);
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if there is none
   */
  static String requiredId(JsonNode object, String member) {
    return id(object, member).orElseThrow(() -> invalid(member));
  }

  /** An id; empty if the member is missing or null. */
  static Optional<String> id(JsonNode object, String member) {
    JsonNode value = object.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    return Optional.of(check(value, member));
  }

  /** The ids of an array; empty if the member is missing or null. */
  static List<String> ids(JsonNode object, String member) {
    JsonNode value = object.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > MOST_IDS) {
      throw invalid(member);
    }
    List<String> ids = new ArrayList<>();
    value.forEach(one -> ids.add(check(one, member)));
    return ids;
  }

  /**
   * A whole number from 0.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if there is none
   */
  static long time(JsonNode object, String member, long unit) {
    JsonNode value = object.path(member);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0
        || value.longValue() > Long.MAX_VALUE / unit) {
      throw invalid(member);
    }
    return value.longValue() * unit;
  }

  static ApiException invalid(String member) {
    return ApiException.at(ErrorCode.INVALID_REQUEST, member, "is missing or not valid");
  }

  private static String check(JsonNode value, String member) {
    if (!value.isTextual() || !ID.matcher(value.textValue()).matches()) {
      throw invalid(member);
    }
    return value.textValue();
  }
}
