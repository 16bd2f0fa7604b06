package io.vestibule.console;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.RouterProblems;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Serves the console at {@code /} and {@code /console/*}, and the reference client at {@code
 * /vestibule/*}, before Quarkus' own handler of static files would: that one calls everything
 * immutable, sends no entity tag and no policy. Every file is revalidated by its hash
 * (docs/decisions/0060).
 */
@ApplicationScoped
class ConsoleRoutes {
  private static final Pattern FILE = Pattern.compile("/(console|vestibule)/[A-Za-z0-9.-]+");
  private static final Pattern PART = Pattern.compile("\\.(js|css)$");
  private static final String INDEX = "/console/index.html";
  private static final int NOT_MODIFIED = 304;

  private final ConsoleConfig config;
  private final StaticFiles files;
  private final ContentPolicy policy;
  private final RouterProblems problems;

  ConsoleRoutes(
      ConsoleConfig config, StaticFiles files, ContentPolicy policy, RouterProblems problems) {
    this.config = config;
    this.files = files;
    this.policy = policy;
    this.problems = problems;
  }

  void register(@Observes Router router) {
    for (String path : new String[] {"/", "/console/*", "/vestibule/*"}) {
      router
          .route(path)
          .method(HttpMethod.GET)
          .method(HttpMethod.HEAD)
          .order(RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT)
          .handler(this::serve);
    }
  }

  private void serve(RoutingContext request) {
    String path = request.normalizedPath();
    boolean ofConsole = !path.startsWith("/vestibule/");
    if (ofConsole && !config.enabled()) {
      problems.answer(request, ErrorCode.NOT_FOUND);
    } else if (path.equals("/")) {
      send(request, INDEX);
    } else if (FILE.matcher(path).matches()) {
      send(request, path);
    } else {
      problems.answer(request, ErrorCode.NOT_FOUND);
    }
  }

  private void send(RoutingContext request, String path) {
    files
        .find(path)
        .onSuccess(found -> send(request, found, path))
        .onFailure(failure -> problems.answer(request, ErrorCode.INTERNAL));
  }

  private void send(RoutingContext request, Optional<StaticFile> found, String path) {
    if (found.isEmpty()) {
      problems.answer(request, ErrorCode.NOT_FOUND);
      return;
    }
    StaticFile file = found.get();
    boolean zip = acceptsGzip(request);
    HttpServerResponse response = request.response();
    boolean isWorker = path.endsWith("-worker.js");
    boolean isPart = !isWorker && PART.matcher(path).find();
    (isPart ? policy.ofParts() : policy.ofDocuments()).forEach(response::putHeader);
    response
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader(HttpHeaders.ETAG, file.etag(zip))
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (isWorker) {
      // The worker answers for the page at the root.
      response.putHeader("Service-Worker-Allowed", "/");
    }
    if (isKnown(request, file)) {
      response.setStatusCode(NOT_MODIFIED).end();
      return;
    }
    Buffer bytes = file.bytes(zip);
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()));
    if (zip && file.zipped() != null) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (HttpMethod.HEAD.equals(request.request().method())) {
      response.end();
    } else {
      response.end(bytes);
    }
  }

  /** If-None-Match compares weakly (RFC 9110 section 13.1.2), and either encoding will do. */
  private static boolean isKnown(RoutingContext request, StaticFile file) {
    String known = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    return known != null
        && Arrays.stream(known.split(",", -1))
            .map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
            .anyMatch(
                tag ->
                    tag.equals("*") || tag.equals(file.etag(false)) || tag.equals(file.etag(true)));
  }

  private static boolean acceptsGzip(RoutingContext request) {
    return request.parsedHeaders().acceptEncoding().stream()
        .anyMatch(encoding -> encoding.value().equals("gzip") && encoding.weight() > 0);
  }
}
