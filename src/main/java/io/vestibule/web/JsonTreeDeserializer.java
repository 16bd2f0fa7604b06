package io.vestibule.web;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.JsonNodeDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;

/**
 * Jackson's own reader of JSON trees, with one difference: a number that no {@code BigDecimal} can
 * hold, such as {@code 1e9999999999}, is malformed JSON. Jackson lets the {@link
 * NumberFormatException} through.
 */
final class JsonTreeDeserializer extends StdDeserializer<JsonNode> {
  private static final long serialVersionUID = 1L;

  private final transient JsonDeserializer<? extends JsonNode> tree =
      JsonNodeDeserializer.getDeserializer(JsonNode.class);

  JsonTreeDeserializer() {
    super(JsonNode.class);
  }

  @Override
  public JsonNode deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    try {
      return tree.deserialize(parser, context);
    } catch (NumberFormatException | ArithmeticException outOfRange) {
      // The cause is dropped on purpose: it quotes the number.
      throw new JsonParseException(parser, "a number is out of range");
    }
  }

  @Override
  public JsonNode getNullValue(DeserializationContext context) {
    return NullNode.getInstance();
  }
}
