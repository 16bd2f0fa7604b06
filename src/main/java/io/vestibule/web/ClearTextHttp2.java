package io.vestibule.web;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Turns HTTP/2 over clear text (h2c) off. Proxies in front of the service speak HTTP/1.1, and
 * browsers never speak h2c, so it would only add attack surface: request smuggling by {@code
 * Upgrade: h2c} through a proxy, and floods of frames. HTTP/2 over TLS stays available.
 */
@ApplicationScoped
class ClearTextHttp2 implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
