package io.vestibule.audit;

import static java.util.Objects.requireNonNull;

import io.vestibule.web.Caller;

/**
 * One entry of the audit trail. Ids and addresses only: no e-mail, no secret, no token. When it
 * happened and, unless stated, from where is known to {@link AuditTrail}.
 *
 * @param act what was done
 * @param outcome how it ended
 * @param userId whom it concerns; null where that is unknown, and then it is only logged
 * @param sessionId the session it was done in or concerns; null for none
 * @param address the client's address; null for that of the request being served
 * @param actor who did it, where that is not the user: an administrator's id, or {@code operator}
 */
public record SecurityEvent(
    SecurityAct act,
    Outcome outcome,
    String userId,
    String sessionId,
    String address,
    String actor) {

  public SecurityEvent {
    requireNonNull(act, "act");
    requireNonNull(outcome, "outcome");
  }

  public static SecurityEvent done(SecurityAct act, String userId) {
    return of(act, Outcome.DONE, userId);
  }

  public static SecurityEvent of(SecurityAct act, Outcome outcome, String userId) {
    return new SecurityEvent(act, outcome, userId, null, null, null);
  }

  /** Whom it concerns is unknown; it is only logged. */
  public static SecurityEvent ofNobody(SecurityAct act, Outcome outcome) {
    return new SecurityEvent(act, outcome, null, null, null, null);
  }

  /** What the caller did in their session. */
  public static SecurityEvent done(SecurityAct act, Caller caller) {
    return of(act, Outcome.DONE, caller);
  }

  /** What came of what the caller did, or tried to do, in their session. */
  public static SecurityEvent of(SecurityAct act, Outcome outcome, Caller caller) {
    return of(act, outcome, caller.userId()).inSession(caller.sessionId());
  }

  public SecurityEvent inSession(String id) {
    return new SecurityEvent(act, outcome, userId, id, address, actor);
  }

  public SecurityEvent from(String clientAddress) {
    return new SecurityEvent(act, outcome, userId, sessionId, clientAddress, actor);
  }

  public SecurityEvent by(String who) {
    return new SecurityEvent(act, outcome, userId, sessionId, address, who);
  }
}
