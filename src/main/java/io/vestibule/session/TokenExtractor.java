package io.vestibule.session;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vestibule.web.ClientAddress;
import io.vestibule.web.RequestCookies;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Finds the session tokens of a request: the bearer token, else the cookies. An {@code
 * Authorization} header of another scheme does not hide the cookies, because a browser adds
 * remembered {@code Basic} credentials by itself.
 */
@ApplicationScoped
class TokenExtractor {
  private static final String BEARER = "Bearer ";

  /** Further cookies of the name are ignored. */
  private static final int MAX_COOKIES = 8;

  private final String cookieName;
  private final ClientAddress client;

  TokenExtractor(TokensConfig config, ClientAddress client) {
    this.cookieName = config.cookieName();
    this.client = client;
  }

  /** What authenticates the request; empty where it carries no session token. */
  Optional<SessionTokenRequest> find(HttpServerRequest request) {
    return bearerToken(request)
        .map(token -> tokenRequest(List.of(token), TokenTransport.BEARER, request))
        .or(() -> findCookies(request));
  }

  /** The tokens in cookies; empty where there is no session cookie. */
  Optional<SessionTokenRequest> findCookies(HttpServerRequest request) {
    List<String> tokens =
        RequestCookies.values(request, cookieName).stream().limit(MAX_COOKIES).toList();
    return tokens.isEmpty()
        ? Optional.empty()
        : Optional.of(tokenRequest(tokens, TokenTransport.COOKIE, request));
  }

  /** The token of an {@code Authorization: Bearer} header. */
  static Optional<String> bearerToken(HttpServerRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    // The name of a scheme is case-insensitive (RFC 9110 section 11.1).
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(authorization.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  private SessionTokenRequest tokenRequest(
      List<String> tokens, TokenTransport transport, HttpServerRequest request) {
    return new SessionTokenRequest(tokens, transport, () -> client.of(request));
  }
}
