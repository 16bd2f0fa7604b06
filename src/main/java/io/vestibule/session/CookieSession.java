package io.vestibule.session;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * The session that the cookie of the current request names, whatever else authenticates the
 * request. A login replaces the cookie, so it ends that session.
 */
@ApplicationScoped
public class CookieSession {
  private final CurrentVertxRequest current;
  private final TokenExtractor extractor;
  private final TokenAuthenticator tokens;
  private final SessionCache cache;
  private final AuditTrail trail;

  CookieSession(
      CurrentVertxRequest current,
      TokenExtractor extractor,
      TokenAuthenticator tokens,
      SessionCache cache,
      AuditTrail trail) {
    this.current = current;
    this.extractor = extractor;
    this.tokens = tokens;
    this.cache = cache;
    this.trail = trail;
  }

  /**
   * The tokens in the cookies of the current request; to be called before anything asynchronous.
   */
  public Optional<PresentedCookies> presented() {
    return Optional.ofNullable(current.getCurrent())
        .map(RoutingContext::request)
        .flatMap(extractor::findCookies)
        .map(PresentedCookies::new);
  }

  /** Unverified cookies of a request. */
  public static final class PresentedCookies {
    private final SessionTokenRequest request;

    private PresentedCookies(SessionTokenRequest request) {
      this.request = request;
    }
  }

  /** Ends the session that valid cookies name; does nothing for invalid ones and for none. */
  public Uni<Void> end(Optional<PresentedCookies> cookies) {
    return cookies.map(this::end).orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> end(PresentedCookies cookies) {
    return tokens
        .authenticate(cookies.request)
        .map(AuthenticatedSession::session)
        .chain(session -> cache.end(session.sessionId()).replaceWith(session))
        .invoke(
            session ->
                trail.record(
                    SecurityEvent.done(SecurityEventType.SESSION_END, session.userId())
                        .inSession(session.sessionId())))
        .replaceWithVoid()
        .onFailure(AuthenticationFailedException.class)
        .recoverWithNull();
  }
}
