package io.vestibule.session;

import io.vestibule.web.Authentication;
import java.time.Instant;
import java.util.Optional;

/**
 * The claims of a verified token of this service.
 *
 * @param userId {@code sub}
 * @param sessionId {@code sid}
 * @param generation {@code gen}
 * @param role the only entry of {@code groups}
 * @param authentication {@code auth_time} and {@code amr}; empty in tokens of versions before 1.2
 * @param expiresAt {@code exp}
 */
record TokenClaims(
    String userId,
    String sessionId,
    long generation,
    String role,
    Optional<Authentication> authentication,
    Instant expiresAt) {}
