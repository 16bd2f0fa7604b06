package io.vestibule.console;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.RequestPathGuard;
import io.vestibule.web.RouterProblems;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the console at {@code /} and {@code /console/*}, and the reference client at {@code
 * /vestibule/*}. These routes come before Quarkus' handler of static files, which marks all files
 * as immutable and sends no entity tag and no policy. Clients revalidate the page by its hash; it
 * names its scripts under a version, where they never change (docs/decisions/0060, 0119).
 */
@ApplicationScoped
class ConsoleRoutes {
  private static final Pattern FILE = Pattern.compile("/(console|vestibule)/[A-Za-z0-9.-]+");
  private static final Pattern VERSIONED =
      Pattern.compile("/console/([0-9a-f]{16})/([A-Za-z0-9.-]+)");
  private static final Pattern SUBRESOURCE = Pattern.compile("\\.(js|css)\\z");
  private static final String REVALIDATED = "no-cache";
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";
  private static final int NOT_MODIFIED = 304;

  private final ConsoleConfig config;
  private final StaticFiles files;
  private final VersionedPage page;
  private final ContentPolicy policy;
  private final RouterProblems problems;

  ConsoleRoutes(
      ConsoleConfig config,
      StaticFiles files,
      VersionedPage page,
      ContentPolicy policy,
      RouterProblems problems) {
    this.config = config;
    this.files = files;
    this.page = page;
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
    String path = request.request().path();
    RequestPathGuard.useTemplate(path.equals("/") ? path : template(path));
    Matcher versioned = VERSIONED.matcher(path);
    boolean isConsole = !path.startsWith("/vestibule/");
    if (isConsole && !config.enabled()) {
      problems.answer(request, ErrorCode.NOT_FOUND);
    } else if (path.equals("/") || path.equals(VersionedPage.INDEX)) {
      page.find()
          .onSuccess(
              found -> send(request, Optional.of(found.file()), VersionedPage.INDEX, REVALIDATED))
          .onFailure(failure -> problems.answer(request, ErrorCode.INTERNAL));
    } else if (versioned.matches()) {
      sendVersioned(request, versioned.group(1), "/console/" + versioned.group(2));
    } else if (FILE.matcher(path).matches()) {
      send(request, path, REVALIDATED);
    } else {
      problems.answer(request, ErrorCode.NOT_FOUND);
    }
  }

  private static String template(String path) {
    return path.startsWith("/vestibule/") ? "/vestibule/{file}" : "/console/{file}";
  }

  /**
   * A file at an address with a version. During an update another replica may have sent the page:
   * then the file of this replica is sent, but not for ever. Nor is a file that is not part of the
   * version. The page itself has no such address: there it would name other files.
   */
  private void sendVersioned(RoutingContext request, String version, String file) {
    if (file.equals(VersionedPage.INDEX)) {
      problems.answer(request, ErrorCode.NOT_FOUND);
      return;
    }
    page.find()
        .onSuccess(
            found -> send(request, file, found.isFixed(version, file) ? IMMUTABLE : REVALIDATED))
        .onFailure(failure -> problems.answer(request, ErrorCode.INTERNAL));
  }

  private void send(RoutingContext request, String path, String caching) {
    files
        .find(path)
        .onSuccess(found -> send(request, found, path, caching))
        .onFailure(failure -> problems.answer(request, ErrorCode.INTERNAL));
  }

  private void send(
      RoutingContext request, Optional<StaticFile> found, String path, String caching) {
    if (found.isEmpty()) {
      problems.answer(request, ErrorCode.NOT_FOUND);
      return;
    }
    StaticFile file = found.get();
    boolean gzip = acceptsGzip(request);
    HttpServerResponse response = request.response();
    boolean isWorker = path.endsWith("-worker.js");
    boolean isSubresource = !isWorker && SUBRESOURCE.matcher(path).find();
    (isSubresource ? policy.subresourceHeaders() : policy.documentHeaders())
        .forEach(response::putHeader);
    response
        .putHeader(HttpHeaders.CACHE_CONTROL, caching)
        .putHeader(HttpHeaders.ETAG, file.etag(gzip))
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (isWorker) {
      // The scope of the worker is the page at the root.
      response.putHeader("Service-Worker-Allowed", "/");
    }
    if (matchesIfNoneMatch(request, file)) {
      response.setStatusCode(NOT_MODIFIED).end();
      return;
    }
    Buffer bytes = file.bytes(gzip);
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()));
    if (gzip && file.gzipped() != null) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (HttpMethod.HEAD.equals(request.request().method())) {
      response.end();
    } else {
      response.end(bytes);
    }
  }

  /**
   * If-None-Match uses weak comparison (RFC 9110 section 13.1.2). The tags of both encodings match.
   */
  private static boolean matchesIfNoneMatch(RoutingContext request, StaticFile file) {
    String header = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    return header != null
        && Arrays.stream(header.split(",", -1))
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
