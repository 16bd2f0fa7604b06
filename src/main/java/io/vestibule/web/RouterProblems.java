package io.vestibule.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Answers failures that never reach a resource (unknown path, body over the limit) with the same
 * problem form as all others.
 */
@ApplicationScoped
public class RouterProblems {
  private static final List<Integer> STATUSES =
      List.of(400, 401, 403, 404, 405, 406, 413, 414, 415, 429, 431, 500, 503);

  private final ObjectMapper json;

  public RouterProblems(ObjectMapper json) {
    this.json = json;
  }

  void register(@Observes Router router) {
    STATUSES.forEach(status -> router.errorHandler(status, this::answer));
  }

  private void answer(RoutingContext request) {
    answer(request, ProblemMapper.codeFor(request.statusCode(), request.failure()));
  }

  /** Ends the request with this error, unless the answer has already begun. */
  public void answer(RoutingContext request, ErrorCode code) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.headWritten()) {
      return;
    }
    response
        .setStatusCode(code.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // Vert.x refuses some requests before the first route, and so before SecurityHeaders.
    SecurityHeaders.FIXED.forEach(response::putHeader);
    response.end(body(code));
  }

  private String body(ErrorCode code) {
    try {
      return json.writeValueAsString(Problem.of(code));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a problem has only strings and numbers", impossible);
    }
  }
}
