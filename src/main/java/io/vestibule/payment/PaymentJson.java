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

/**
 * Reads members of events. Ids of the provider that do not look like ids are refused, because they
 * are keys of rows; names that an operator chooses may be anything, and are left out if no setting
 * could contain them.
 */
@ApplicationScoped
class PaymentJson {
  private static final Pattern ID = Pattern.compile("[!-~]{1,255}");
  private static final Pattern NAME = Pattern.compile("[ -~]{1,255}");
  private static final int MOST_NAMES = 1_000;

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

  /** A name; empty if the member is missing or no name that a setting could contain. */
  static Optional<String> name(JsonNode object, String member) {
    return Optional.of(object.path(member)).filter(PaymentJson::isName).map(JsonNode::textValue);
  }

  /** The names of an array; empty if the member is missing or null. */
  static List<String> names(JsonNode object, String member) {
    JsonNode value = object.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > MOST_NAMES) {
      throw invalid(member);
    }
    List<String> names = new ArrayList<>();
    value.forEach(
        one -> {
          if (isName(one)) {
            names.add(one.textValue());
          }
        });
    return names;
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

  private static boolean isName(JsonNode value) {
    return value.isTextual() && NAME.matcher(value.textValue()).matches();
  }

  private static String check(JsonNode value, String member) {
    if (!value.isTextual() || !ID.matcher(value.textValue()).matches()) {
      throw invalid(member);
    }
    return value.textValue();
  }
}
