package io.vestibule.session;

/**
 * The valid session token of a request.
 *
 * @param userId the owner of the session
 * @param sessionId the session that the token names
 * @param generation the token's generation within the session
 * @param transport how the request carried it
 */
public record PresentedToken(
    String userId, String sessionId, long generation, TokenTransport transport) {}
