package io.vestibule.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request.
 *
 * @param target a path of the deployment, or an absolute URI (a presigned URL)
 */
record Call(HttpMethod method, URI target, Map<String, String> headers, Buffer content) {
  static Call get(String target) {
    return new Call(HttpMethod.GET, URI.create(target), Map.of(), Buffer.buffer());
  }

  static Call post(String target) {
    return new Call(HttpMethod.POST, URI.create(target), Map.of(), Buffer.buffer());
  }

  static Call post(String target, ObjectNode body) {
    return post(target).json(body);
  }

  static Call delete(String target, ObjectNode body) {
    return new Call(HttpMethod.DELETE, URI.create(target), Map.of(), Buffer.buffer()).json(body);
  }

  static Call put(String target, byte[] content) {
    return new Call(HttpMethod.PUT, URI.create(target), Map.of(), Buffer.buffer(content));
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  Call bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  /** As a page of the deployment's own origin. */
  Call cookie(String cookies) {
    return with("Cookie", cookies).with("Sec-Fetch-Site", "same-origin");
  }

  Call with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Call(method, target, more, content);
  }

  private Call json(ObjectNode body) {
    return new Call(method, target, headers, Buffer.buffer(body.toString()))
        .with("Content-Type", "application/json");
  }

  @Override
  public String toString() {
    return "Call[" + method + " " + target.getPath() + "]";
  }
}
