package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.servicekey.NewServiceKey;
import io.vestibule.servicekey.ServiceKeyChange;
import io.vestibule.servicekey.ServiceKeys;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the bodies of {@code /api/admin/service-keys}. */
final class ServiceKeyBody {
  private static final int MAX_TEXT = 200;
  private static final int MAX_TIME = 30;
  private static final int MAX_ENTRIES = 100;
  private static final Set<String> CREATION = Set.of("name", "scopes", "ip_allow", "expires_at");
  private static final Set<String> CHANGE =
      Set.of("name", "scopes", "ip_allow", "expires_at", "enabled");

  private final ObjectNode json;
  private final JsonBody body;

  private ServiceKeyBody(JsonNode json, Set<String> members) {
    this.json = JsonBody.object(json);
    this.body = JsonBody.of(json);
    this.json
        .fieldNames()
        .forEachRemaining(
            member -> {
              if (!members.contains(member)) {
                throw invalid(member, "is not known here");
              }
            });
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the member
   */
  static NewServiceKey creation(JsonNode json) {
    ServiceKeyBody body = new ServiceKeyBody(json, CREATION);
    return new NewServiceKey(
        body.body.requiredText("name", MAX_TEXT),
        body.texts("scopes").orElse(List.of()),
        body.texts("ip_allow").orElse(List.of()),
        body.time("expires_at"));
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the member
   */
  static ServiceKeyChange change(JsonNode json) {
    ServiceKeyBody body = new ServiceKeyBody(json, CHANGE);
    if (body.json.isEmpty()) {
      throw invalid("body", "must have name, scopes, ip_allow, expires_at or enabled");
    }
    return new ServiceKeyChange(
        body.json.has("name")
            ? Optional.of(body.body.requiredText("name", MAX_TEXT))
            : Optional.empty(),
        body.texts("scopes"),
        body.texts("ip_allow"),
        body.json.has("expires_at") ? Optional.of(body.time("expires_at")) : Optional.empty(),
        body.flag("enabled"));
  }

  /**
   * @param json the body, or null if there is none
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static Duration overlap(JsonNode json) {
    if (json == null || json.isMissingNode()) {
      return Duration.ZERO;
    }
    return Duration.ofSeconds(
        new ServiceKeyBody(json, Set.of("overlap_seconds"))
            .body
            .wholeNumber("overlap_seconds", 0, ServiceKeys.MAX_OVERLAP.toSeconds())
            .orElse(0));
  }

  private Optional<List<String>> texts(String member) {
    JsonNode value = json.get(member);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isArray() || value.size() > MAX_ENTRIES) {
      throw invalid(member, "must be an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode entry : value) {
      if (!entry.isTextual()) {
        throw invalid(member, "must be an array of strings");
      }
      texts.add(entry.textValue());
    }
    return Optional.of(texts);
  }

  private Optional<Boolean> flag(String member) {
    JsonNode value = json.get(member);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw invalid(member, "must be true or false");
    }
    return Optional.of(value.booleanValue());
  }

  private Optional<Instant> time(String member) {
    try {
      return body.text(member, MAX_TIME).map(Instant::parse);
    } catch (DateTimeException malformed) {
      throw invalid(member, "must be a time, for example 2027-01-31T00:00:00Z");
    }
  }

  private static ApiException invalid(String member, String expected) {
    return ApiException.at(ErrorCode.INVALID_REQUEST, member, expected);
  }
}
