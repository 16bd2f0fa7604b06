package io.vestibule.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON Merge Patch, RFC 7396 section 2. The JSON parser limits the depth. */
final class MergePatch {
  private MergePatch() {}

  /** Returns a new tree; the arguments are not changed. */
  static ObjectNode apply(JsonNode target, ObjectNode patch) {
    ObjectNode result =
        target.isObject()
            ? ((ObjectNode) target).deepCopy()
            : JsonNodeFactory.instance.objectNode();
    patch
        .properties()
        .forEach(
            member -> {
              JsonNode value = member.getValue();
              if (value.isNull()) {
                result.remove(member.getKey());
              } else if (value instanceof ObjectNode nested) {
                result.set(member.getKey(), apply(result.path(member.getKey()), nested));
              } else {
                result.set(member.getKey(), value);
              }
            });
    return result;
  }
}
