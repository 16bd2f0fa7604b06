package io.vestibule.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A body that does not say what it is is not taken for JSON. JAX-RS lets one pass any
 * {@code @Consumes}, and a page of another site can send one without asking first.
 */
public class UntypedBodies {
  @ServerRequestFilter
  public void refuse(ContainerRequestContext request) {
    if (request.getHeaderString(HttpHeaders.CONTENT_TYPE) == null && hasBody(request)) {
      throw ApiException.of(ErrorCode.NOT_JSON);
    }
  }

  private static boolean hasBody(ContainerRequestContext request) {
    String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? request.getHeaderString("Transfer-Encoding") != null
        : !length.equals("0");
  }
}
