package io.vestibule.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An answer of the deployment.
 *
 * @param status the HTTP status; 0 if there was no answer
 * @param cookies the values of {@code Set-Cookie}
 */
record Answer(int status, List<String> cookies, Buffer content) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param failure why there is no answer: a class of exceptions
   */
  static Answer none(Class<?> failure) {
    return new Answer(0, List.of(), Buffer.buffer(failure.getSimpleName()));
  }

  /** The body; missing if it is not JSON. */
  JsonNode json() {
    try {
      return JSON.readTree(content.getBytes());
    } catch (IOException other) {
      return MissingNode.getInstance();
    }
  }

  String text(String member) {
    return json().path(member).asText("");
  }

  /** Status and, of a problem, its code: {@code 409 user-exists}. */
  String outcome() {
    return status == 0 ? "no answer (" + content + ")" : (status + " " + text("code")).strip();
  }

  /** Whether the service did not decide: it is busy, a throttle or a proxy stood in the way. */
  boolean undecided() {
    String code = text("code");
    return status == 0
        || status >= 500
        || (status == 429 && (code.startsWith("too-many-") || code.isEmpty()));
  }

  /** What a browser would send back for the cookies of this answer. */
  String cookieHeader() {
    return cookies.stream()
        .map(cookie -> cookie.split(";", 2)[0])
        .filter(cookie -> !cookie.endsWith("="))
        .collect(Collectors.joining("; "));
  }

  @Override
  public String toString() {
    return "Answer[" + outcome() + "]";
  }
}
