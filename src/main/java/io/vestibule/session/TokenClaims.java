package io.vestibule.session;

import java.time.Instant;

/**
 * The claims of a verified token of this service.
 *
 * @param userId {@code sub}
 * @param sessionId {@code sid}
 * @param generation {@code gen}
 * @param role the only entry of {@code groups}
 * @param expiresAt {@code exp}
 */
record TokenClaims(
    String userId, String sessionId, long generation, String role, Instant expiresAt) {}
