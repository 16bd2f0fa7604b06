package io.vestibule.session;

import java.time.Instant;

/**
 * What a verified token of ours says.
 *
 * @param userId {@code sub}
 * @param sessionId {@code sid}
 * @param generation {@code gen}
 * @param role the one entry of {@code groups}
 * @param expiresAt {@code exp}
 */
record TokenClaims(
    String userId, String sessionId, long generation, String role, Instant expiresAt) {}
