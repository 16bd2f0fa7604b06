package io.vestibule.web;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * Reads cookies of a request. Vert.x keeps one cookie of a name, but a browser may send several: of
 * different paths, or set for a parent domain by another host. HTTP/2 clients may also send several
 * {@code Cookie} headers (RFC 9113 section 8.2.3).
 */
public final class RequestCookies {
  private RequestCookies() {}

  /** The values of all cookies of that name, in the order in which they were sent. */
  public static List<String> values(HttpServerRequest request, String name) {
    return request.headers().getAll(HttpHeaders.COOKIE).stream()
        .flatMap(header -> ServerCookieDecoder.LAX.decodeAll(header).stream())
        .filter(cookie -> cookie.name().equals(name))
        .map(Cookie::value)
        .toList();
  }
}
