package io.vestibule.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.usage.ApiKey.Limits;
import io.vestibule.usage.KeyRate;
import io.vestibule.usage.KeyScopes;
import io.vestibule.web.ApiException;
import io.vestibule.web.CidrBlock;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import io.vestibule.web.PrintableName;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the owner states about a key: a merge patch (RFC 7396). Unknown members are refused, because
 * a mistyped limit would create a key without one.
 */
final class ApiKeyPatch {
  private static final Set<String> MEMBERS =
      Set.of("name", "scopes", "expires_at", "enabled", "ip_allow", "rate", "quota");
  private static final int MAX_NAME = 64;
  private static final int MAX_NETWORKS = 20;
  private static final int MAX_NETWORK = 49;
  private static final int MAX_TIME = 40;
  private static final long MAX_RATE = 1_000_000;
  private static final long MAX_WINDOW = 86_400;
  private static final long MAX_QUOTA = 1_000_000_000_000L;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final ObjectNode json;
  private final JsonBody body;
  private final KeyScopes scopes;
  private final Instant now;

  private ApiKeyPatch(ObjectNode json, KeyScopes scopes, Instant now) {
    this.json = json;
    this.body = JsonBody.of(json);
    this.scopes = scopes;
    this.now = now;
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static ApiKeyPatch of(JsonNode json, KeyScopes scopes, Instant now) {
    ObjectNode object = JsonBody.object(json);
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                throw ApiException.at(
                    ErrorCode.INVALID_REQUEST,
                    "body",
                    "must have no other members than " + String.join(", ", MEMBERS));
              }
            });
    return new ApiKeyPatch(object, scopes, now);
  }

  /** The name; empty if it is absent. */
  Optional<String> name() {
    refuseNull("name");
    return PrintableName.find(json, MAX_NAME);
  }

  /** The name of a new key. */
  String requiredName() {
    return PrintableName.find(json, MAX_NAME)
        .orElseThrow(() -> ApiException.at(ErrorCode.INVALID_REQUEST, "name", "is required"));
  }

  /** The limits of a new key. */
  Limits limits() {
    return limits(
        new Limits(
            true,
            List.of(),
            false,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            OptionalLong.empty()));
  }

  /** The limits of a key that has had {@code old}. */
  Limits limits(Limits old) {
    return new Limits(
        enabled().orElse(old.enabled()),
        json.has("scopes") ? scopes() : old.scopes(),
        false,
        json.has("expires_at") ? expiresAt() : old.expiresAt(),
        json.has("ip_allow") ? networks() : old.ipAllow(),
        json.has("rate") ? rate() : old.rate(),
        json.has("quota") ? body.wholeNumber("quota", 0, MAX_QUOTA) : old.quota());
  }

  private Optional<Boolean> enabled() {
    if (!json.has("enabled")) {
      return Optional.empty();
    }
    if (!json.get("enabled").isBoolean()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "enabled", "must be true or false");
    }
    return Optional.of(json.get("enabled").booleanValue());
  }

  private List<String> scopes() {
    List<String> requested =
        body.texts("scopes", KeyScopes.MAX_SCOPES, KeyScopes.MAX_LENGTH).orElse(List.of());
    if (!scopes.all().containsAll(requested)) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          "scopes",
          scopes.all().isEmpty()
              ? "must be empty: no scopes are configured"
              : "must be of " + String.join(", ", scopes.all()));
    }
    return requested.stream().distinct().toList();
  }

  private Optional<Instant> expiresAt() {
    Optional<Instant> end = body.text("expires_at", MAX_TIME).flatMap(ApiKeyPatch::time);
    boolean absent = json.get("expires_at").isNull();
    if (!absent && end.filter(time -> time.isAfter(now) && time.isBefore(LATEST)).isEmpty()) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          "expires_at",
          "must be a time in the future, such as 2027-01-31T00:00:00Z");
    }
    return end.map(time -> Instant.ofEpochSecond(time.getEpochSecond()));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException notATime) {
      return Optional.empty();
    }
  }

  private List<String> networks() {
    List<String> networks = body.texts("ip_allow", MAX_NETWORKS, MAX_NETWORK).orElse(List.of());
    networks.forEach(
        network -> {
          try {
            CidrBlock.parse(network);
          } catch (IllegalArgumentException notANetwork) {
            throw ApiException.at(
                ErrorCode.INVALID_REQUEST,
                "ip_allow",
                "must be addresses and CIDR blocks, such as 192.0.2.0/24");
          }
        });
    return networks;
  }

  private Optional<KeyRate> rate() {
    JsonNode rate = json.get("rate");
    if (rate.isNull()) {
      return Optional.empty();
    }
    if (!rate.isObject()) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "rate", "must be an object of limit and window_seconds");
    }
    JsonBody members = JsonBody.of(rate);
    OptionalLong limit = members.wholeNumber("limit", 1, MAX_RATE);
    OptionalLong window = members.wholeNumber("window_seconds", 1, MAX_WINDOW);
    if (limit.isEmpty() || window.isEmpty()) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "rate", "must have limit and window_seconds");
    }
    return Optional.of(new KeyRate(limit.getAsLong(), window.getAsLong()));
  }

  private void refuseNull(String member) {
    if (json.has(member) && json.get(member).isNull()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, member, "must not be null");
    }
  }
}
