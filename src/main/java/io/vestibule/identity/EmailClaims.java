package io.vestibule.identity;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.EmailVerification;
import io.vestibule.account.VerificationMode;
import io.vestibule.address.AddressClaims;
import io.vestibule.address.AddressClaims.Claim;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What to do about a verified address that another account has. */
@ApplicationScoped
class EmailClaims {
  private final AddressClaims addresses;
  private final EmailVerification verification;

  EmailClaims(AddressClaims addresses, EmailVerification verification) {
    this.addresses = addresses;
    this.verification = verification;
  }

  /**
   * The next attempt after {@code failed} was refused: to take the address from an account that has
   * not verified it, or else to keep it as data only. Where accounts cannot verify addresses, none
   * is taken away.
   *
   * @param allowed whether the address may be taken from another account
   */
  Uni<EmailClaim> next(EmailClaim failed, String email, String userId, boolean allowed) {
    if (!allowed || failed.takeOver().isPresent() || verification.mode() == VerificationMode.OFF) {
      return Uni.createFrom().item(EmailClaim.none());
    }
    return addresses
        .prepare(email, userId)
        .map(claim -> new EmailClaim(true, Optional.of(claim)))
        .onFailure(EmailClaims::isTaken)
        .recoverWithItem(EmailClaim.none());
  }

  /** After the transaction with the claim. */
  Uni<Void> afterwards(EmailClaim claim, WriteResult result) {
    return result == WriteResult.DONE
        ? claim
            .takeOver()
            .flatMap(Claim::previousHolder)
            .map(addresses::recordLoss)
            .orElseGet(() -> Uni.createFrom().voidItem())
        : Uni.createFrom().voidItem();
  }

  private static boolean isTaken(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.USER_EXISTS;
  }
}
