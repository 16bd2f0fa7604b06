package io.vestibule.recovery;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.address.AddressService;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.factor.FactorKind;
import io.vestibule.factor.FactorOptionsAnswer;
import io.vestibule.factor.SecondFactorProof;
import io.vestibule.factor.SecondFactors;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * The second factor of a password reset: a mail alone never replaces the password of an account
 * that has one. Not for an account whose address was never proven: whoever has set up that factor
 * may not own the mailbox, and the reset removes it.
 */
@ApplicationScoped
class ResetSecondFactor {
  private final SecondFactors factors;
  private final AddressService addresses;

  ResetSecondFactor(SecondFactors factors, AddressService addresses) {
    this.factors = factors;
    this.addresses = addresses;
  }

  /**
   * @throws ApiException {@link ErrorCode#MFA_REQUIRED} if a factor is due and no proof was given
   */
  Uni<Void> requireProof(Account account, Optional<SecondFactorProof> proof) {
    return due(account)
        .invoke(
            kinds -> {
              if (!kinds.isEmpty() && proof.isEmpty()) {
                throw ApiException.mfaRequired(null, SecondFactors.names(kinds));
              }
            })
        .replaceWithVoid();
  }

  /**
   * Checks the proof, if a factor is due.
   *
   * @throws ApiException {@link ErrorCode#MFA_REQUIRED}, {@link ErrorCode#MFA_CODE_INVALID}, {@link
   *     ErrorCode#TOO_MANY_ATTEMPTS}
   */
  Uni<Void> verify(Account account, Optional<SecondFactorProof> proof) {
    return requireProof(account, proof)
        .chain(() -> due(account))
        .chain(
            kinds ->
                kinds.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : factors.verify(
                        account, proof.orElseThrow(), SecurityEventType.PASSWORD_RESET));
  }

  Uni<FactorOptionsAnswer> options(Account account) {
    return due(account)
        .chain(
            kinds ->
                factors
                    .options(account.userId(), kinds)
                    .map(options -> FactorOptionsAnswer.of(SecondFactors.names(kinds), options)));
  }

  private Uni<List<FactorKind>> due(Account account) {
    return addresses
        .isProven(account.userId())
        .chain(
            proven -> proven ? factors.due(account) : Uni.createFrom().item(List.<FactorKind>of()));
  }
}
