package io.vestibule.web;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A {@link Problem} as an answer of the connection itself, for requests that reach no router. */
final class ConnectionProblem {
  private final Optional<String> hsts;

  /** The scheme of a rejected request is unknown, so only the setting for all answers counts. */
  ConnectionProblem(HeadersConfig headers) {
    this.hsts =
        Optional.of(headers).filter(HeadersConfig::hstsAlways).flatMap(SecurityHeaders::hsts);
  }

  FullHttpResponse response(ErrorCode code) {
    byte[] body = json(Problem.of(code)).getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(code.status()),
            Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    SecurityHeaders.FIXED.forEach((name, value) -> response.headers().set(name, value));
    hsts.ifPresent(value -> response.headers().set(SecurityHeaders.HSTS, value));
    return response;
  }

  /** The texts of an {@link ErrorCode} need no escaping; a test checks that. */
  private static String json(Problem problem) {
    return "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\",\"error\":\"%s\"}"
        .formatted(
            problem.type(),
            problem.title(),
            problem.status(),
            problem.detail(),
            problem.code(),
            problem.error());
  }
}
