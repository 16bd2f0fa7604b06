package io.vestibule.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.vestibule.runtime.SanitizedException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Turns every failure of a resource into a {@link Problem}. The answer to an unexpected failure
 * contains only a fixed sentence.
 */
public class ProblemMapper {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
  private static final String CHALLENGE = "Bearer realm=\"vestibule\"";

  /**
   * The attribute of an identity whose role was withheld, because it requires a second factor that
   * was not proven.
   */
  public static final String WITHHELD_ROLE = "vestibule.withheld-role";

  private final SecurityIdentity identity;

  ProblemMapper(SecurityIdentity identity) {
    this.identity = identity;
  }

  @ServerExceptionMapper
  public Response domain(ApiException failure) {
    Response.ResponseBuilder answer = answer(Problem.of(failure));
    failure
        .maxAge()
        .ifPresent(
            age ->
                answer
                    .header(HttpHeaders.WWW_AUTHENTICATE, null)
                    .header(HttpHeaders.WWW_AUTHENTICATE, insufficientAuthentication(age)));
    failure.retryAfter().ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, seconds(wait)));
    failure.contentRange().ifPresent(range -> answer.header("Content-Range", range));
    failure.fields().forEach(answer::header);
    return answer.build();
  }

  @ServerExceptionMapper
  public Response json(JacksonException failure) {
    return of(ErrorCode.MALFORMED_JSON);
  }

  /**
   * Separate from {@link JacksonException}, because Quarkus has its own mapper for this type, which
   * answers without a body.
   */
  @ServerExceptionMapper
  public Response mismatch(MismatchedInputException failure) {
    return json(failure);
  }

  @ServerExceptionMapper
  public Response anonymous(UnauthorizedException failure) {
    return of(ErrorCode.TOKEN_MISSING);
  }

  @ServerExceptionMapper
  public Response unauthenticated(AuthenticationFailedException failure) {
    // An unavailable store must not look like an invalid token: clients would discard a valid
    // token.
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ApiException domain) {
        return domain(domain);
      }
    }
    return of(ErrorCode.TOKEN_INVALID);
  }

  @ServerExceptionMapper
  public Response forbidden(ForbiddenException failure) {
    if (identity.getAttribute(CurrentCaller.SERVICE_KEY) != null) {
      return of(ErrorCode.INSUFFICIENT_SCOPE);
    }
    return of(
        Boolean.TRUE.equals(identity.getAttribute(WITHHELD_ROLE))
            ? ErrorCode.MFA_ENROLLMENT_REQUIRED
            : ErrorCode.FORBIDDEN);
  }

  /**
   * Separate from {@link WebApplicationException}, because dev mode has its own page for this type.
   */
  @ServerExceptionMapper
  public Response unknownPath(NotFoundException failure) {
    return of(ErrorCode.NOT_FOUND);
  }

  @ServerExceptionMapper
  public Response wrongMethod(
      NotAllowedException failure, ResteasyReactiveContainerRequestContext request) {
    var context = (ResteasyReactiveRequestContext) request.getServerRequestContext();
    return answer(Problem.of(ErrorCode.METHOD_NOT_ALLOWED))
        .header(HttpHeaders.ALLOW, AllowedMethods.at(context))
        .build();
  }

  @ServerExceptionMapper
  public Response http(WebApplicationException failure) {
    Response raised = failure.getResponse();
    if (raised.getStatusInfo().getFamily() == Response.Status.Family.REDIRECTION) {
      return raised;
    }
    return of(codeFor(raised.getStatus(), failure));
  }

  @ServerExceptionMapper
  public Response unexpected(Throwable failure) {
    LOG.error("A request failed unexpectedly", SanitizedException.withoutMessages(failure));
    return of(ErrorCode.INTERNAL);
  }

  static ErrorCode codeFor(int status, Throwable cause) {
    return switch (status) {
      case 400 -> ErrorCode.MALFORMED_JSON;
      case 401 -> ErrorCode.TOKEN_INVALID;
      case 403 -> ErrorCode.FORBIDDEN;
      case 404 -> ErrorCode.NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 406 -> ErrorCode.NOT_ACCEPTABLE;
      case 408 -> ErrorCode.REQUEST_TIMEOUT;
      case 413 -> ErrorCode.TOO_LARGE;
      case 414 -> ErrorCode.URI_TOO_LONG;
      case 431 -> ErrorCode.HEADERS_TOO_LARGE;
      case 415 -> ErrorCode.NOT_JSON;
      case 429 -> ErrorCode.TOO_MANY_REQUESTS;
      case 503 -> ErrorCode.UNAVAILABLE;
      default -> {
        if (cause != null) {
          LOG.error(
              "A request failed with status " + status, SanitizedException.withoutMessages(cause));
        }
        yield status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
      }
    };
  }

  private static Response of(ErrorCode code) {
    return answer(Problem.of(code)).build();
  }

  private static Response.ResponseBuilder answer(Problem problem) {
    Response.ResponseBuilder answer =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(problem);
    return problem.status() == 401
        ? answer.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
        : answer;
  }

  /** RFC 9470, section 3. */
  private static String insufficientAuthentication(Duration maxAge) {
    return "Bearer error=\"insufficient_user_authentication\", max_age=" + maxAge.toSeconds();
  }

  private static long seconds(Duration wait) {
    return Math.max(1, wait.toSeconds());
  }
}
