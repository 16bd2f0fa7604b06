package io.vestibule.factor;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Recovery codes: each works once. */
@ApplicationScoped
class RecoveryCodeMethod implements SecondFactorMethod {
  private final FactorStore store;
  private final RecoveryCodeGenerator codes;

  RecoveryCodeMethod(FactorStore store, RecoveryCodeGenerator codes) {
    this.store = store;
    this.codes = codes;
  }

  @Override
  public FactorKind kind() {
    return FactorKind.RECOVERY_CODE;
  }

  /** They stand in for the authenticator app, and are nothing without it. */
  @Override
  public boolean isSetUp(EnrolledFactors enrolled) {
    return enrolled.hasTotp() && enrolled.ids().contains(EnrolledFactors.RECOVERY_CODES);
  }

  @Override
  public Uni<Boolean> verify(String userId, JsonNode proof) {
    if (!proof.isTextual()) {
      return Uni.createFrom().item(false);
    }
    return store
        .recoveryCodes(userId)
        .map(found -> found.flatMap(stored -> codes.find(userId, stored, proof.textValue())))
        .chain(
            mac ->
                mac.isPresent()
                    ? store.useRecoveryCode(userId, mac.get())
                    : Uni.createFrom().item(false));
  }
}
