package io.vestibule.session;

/**
 * The session token that came with a request and is good.
 *
 * @param userId whose it is
 * @param sessionId the session it names
 * @param generation which of the session's tokens it is
 * @param carrier how it came
 */
public record PresentedToken(String userId, String sessionId, long generation, Carrier carrier) {}
