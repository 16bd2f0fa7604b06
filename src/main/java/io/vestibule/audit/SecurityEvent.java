package io.vestibule.audit;

import static java.util.Objects.requireNonNull;

import io.vestibule.web.Caller;

/**
 * A security event. It has ids and network addresses only: no e-mail address, secret or token.
 * {@link AuditTrail} adds the time and, if it is null, the address.
 *
 * @param act what was done or attempted
 * @param outcome the outcome
 * @param userId the user concerned; null if unknown: the event is then logged but not stored
 * @param sessionId the session concerned; null for none
 * @param address the client's address; null for that of the current request
 * @param actor who acted, if it was not the user: an administrator's id, or {@code operator}
 */
public record SecurityEvent(
    SecurityEventType act,
    Outcome outcome,
    String userId,
    String sessionId,
    String address,
    String actor) {

  public SecurityEvent {
    requireNonNull(act, "act");
    requireNonNull(outcome, "outcome");
  }

  public static SecurityEvent done(SecurityEventType act, String userId) {
    return of(act, Outcome.DONE, userId);
  }

  public static SecurityEvent of(SecurityEventType act, Outcome outcome, String userId) {
    return new SecurityEvent(act, outcome, userId, null, null, null);
  }

  /** The user is unknown; the event is only logged. */
  public static SecurityEvent ofUnknownUser(SecurityEventType act, Outcome outcome) {
    return new SecurityEvent(act, outcome, null, null, null, null);
  }

  /** An act of the caller in the caller's session. */
  public static SecurityEvent done(SecurityEventType act, Caller caller) {
    return of(act, Outcome.DONE, caller);
  }

  /** An act or attempt of the caller in the caller's session. */
  public static SecurityEvent of(SecurityEventType act, Outcome outcome, Caller caller) {
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

  /** Whether it is a refused attempt without a session: anybody can cause any number of them. */
  boolean isRefusedAttempt() {
    return outcome != Outcome.DONE && sessionId == null && actor == null;
  }
}
