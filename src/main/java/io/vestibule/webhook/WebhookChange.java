package io.vestibule.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The members of an endpoint that an administrator sets.
 *
 * @param description an empty one removes it
 */
public record WebhookChange(
    Optional<String> url,
    Optional<String> description,
    Optional<List<String>> events,
    Optional<Boolean> enabled) {
  private static final int MAX_DESCRIPTION = 200;

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  public static WebhookChange of(JsonNode body) {
    ObjectNode json = JsonBody.object(body);
    JsonBody members = JsonBody.of(json);
    return new WebhookChange(
        members.text("url").map(String::strip),
        members.text("description", MAX_DESCRIPTION).map(String::strip),
        Optional.ofNullable(json.get("events"))
            .filter(node -> !node.isNull())
            .map(node -> texts(node)),
        Optional.ofNullable(json.get("enabled"))
            .filter(node -> !node.isNull())
            .map(node -> flag(node)));
  }

  private static List<String> texts(JsonNode events) {
    List<String> texts = new ArrayList<>();
    events.forEach(event -> texts.add(event.textValue()));
    if (!events.isArray() || texts.contains(null)) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "events", "must be an array of strings");
    }
    return texts;
  }

  private static boolean flag(JsonNode enabled) {
    if (!enabled.isBoolean()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "enabled", "must be true or false");
    }
    return enabled.booleanValue();
  }
}
