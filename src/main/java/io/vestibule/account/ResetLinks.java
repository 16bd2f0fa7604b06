package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/** Links for a new password that an operator passes on, where the service sends no mail. */
@ApplicationScoped
public class ResetLinks {
  private final AccountStore store;
  private final Challenges challenges;
  private final ChallengeMails challengeMails;
  private final AuditTrail trail;

  ResetLinks(
      AccountStore store, Challenges challenges, ChallengeMails challengeMails, AuditTrail trail) {
    this.store = store;
    this.challenges = challenges;
    this.challengeMails = challengeMails;
    this.trail = trail;
  }

  /**
   * A new link, which voids the older one.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#NO_EMAIL}
   */
  public Uni<String> create(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)))
        .map(stored -> challenge(stored.account()))
        .call(challenges::save)
        .invoke(
            saved ->
                trail.record(
                    SecurityEvent.done(SecurityEventType.RESET_LINK, userId)
                        .by(AccountAdministration.OPERATOR)))
        .map(saved -> challengeMails.link(ChallengePurpose.RESET_PASSWORD, saved));
  }

  private NewChallenge challenge(Account account) {
    if (account.email() == null) {
      throw ApiException.of(ErrorCode.NO_EMAIL);
    }
    return challenges.create(ChallengePurpose.RESET_PASSWORD, account.userId(), account.email());
  }
}
