package io.vestibule.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.outbox.DeliveryException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A mail as the payload of an outbox message: {@code {"template":…,"to":…,"values":{…}}}. */
@ApplicationScoped
class MailPayload {
  private final ObjectMapper json;

  MailPayload(ObjectMapper json) {
    this.json = json;
  }

  byte[] write(Mail mail) {
    ObjectNode tree =
        json.createObjectNode()
            .put("template", mail.template().name())
            .put("to", mail.to())
            .put("language", mail.language());
    ObjectNode values = tree.putObject("values");
    mail.values().forEach(values::put);
    try {
      return json.writeValueAsBytes(tree);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can be written", impossible);
    }
  }

  /**
   * @throws DeliveryException if another version of the service wrote it and this one cannot read
   *     it
   */
  Mail read(byte[] payload) {
    try {
      JsonNode tree = json.readTree(payload);
      Map<String, String> values = new HashMap<>();
      tree.path("values")
          .properties()
          .forEach(value -> values.put(value.getKey(), value.getValue().asText()));
      return new Mail(
          MailTemplate.valueOf(text(tree, "template")),
          text(tree, "to"),
          text(tree, "language"),
          values);
    } catch (IOException | IllegalArgumentException unknown) {
      throw new DeliveryException("this version of the service cannot read the mail");
    }
  }

  private static String text(JsonNode tree, String member) {
    if (!tree.path(member).isTextual()) {
      throw new IllegalArgumentException(member);
    }
    return tree.path(member).textValue();
  }
}
