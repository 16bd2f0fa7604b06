package io.vestibule.session;

import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * Reads and writes the {@link SessionValidity} of accounts. Implemented by the account package,
 * because changes of the account set it in the same write.
 */
public interface SessionValiditySource {
  /** A consistent read; {@link SessionValidity#UNRESTRICTED} where there is no such account. */
  Uni<SessionValidity> find(String userId);

  /**
   * Invalidates all sessions opened until the given time; does nothing where there is no such
   * account.
   *
   * @param keptSessionId a session that stays valid; null for none
   */
  Uni<Void> invalidate(String userId, Instant until, String keptSessionId);
}
