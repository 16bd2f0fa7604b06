package io.vestibule.web;

/**
 * Who makes a request, proven by a token of a live session.
 *
 * @param userId the account
 * @param sessionId the session the token names
 */
public record Caller(String userId, String sessionId) {}
