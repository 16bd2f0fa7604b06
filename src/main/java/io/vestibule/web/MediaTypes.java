package io.vestibule.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The media types of request bodies that the service reads: JSON in UTF-8 without a content coding.
 * Everything else is refused before Quarkus or Vert.x parse it as a form. So is a body without a
 * type: JAX-RS would accept it, and another site can send one without a CORS preflight.
 */
final class MediaTypes {
  private static final Pattern JSON =
      Pattern.compile("application/(?:json|[a-z0-9.-]{1,60}\\+json)");
  private static final String CHARSET = "charset=";

  private MediaTypes() {}

  /** Whether the headers declare a body in JSON. */
  static boolean isJson(HttpServerRequest request) {
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null
        && (coding == null || coding.equalsIgnoreCase("identity"))
        && isJson(type.toLowerCase(Locale.ROOT));
  }

  private static boolean isJson(String type) {
    String[] parts = type.split(";", -1);
    return JSON.matcher(parts[0].strip()).matches()
        && Arrays.stream(parts)
            .skip(1)
            .map(String::strip)
            .filter(parameter -> parameter.startsWith(CHARSET))
            .map(parameter -> parameter.substring(CHARSET.length()).replace("\"", ""))
            .allMatch("utf-8"::equals);
  }
}
