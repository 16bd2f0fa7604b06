package io.vestibule.factor;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;

/** Recovery codes: each works once. */
@ApplicationScoped
class RecoveryCodeMethod implements SecondFactorMethod {
  private final FactorStore store;
  private final RecoveryCodeKeys keys;

  RecoveryCodeMethod(FactorStore store, RecoveryCodeKeys keys) {
    this.store = store;
    this.keys = keys;
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
    List<byte[]> candidates =
        proof.isTextual() ? keys.candidates(userId, proof.textValue()) : List.of();
    if (candidates.isEmpty()) {
      return Uni.createFrom().item(false);
    }
    return store
        .recoveryCodes(userId)
        .chain(
            stored -> {
              Optional<SdkBytes> code =
                  candidates.stream()
                      .map(SdkBytes::fromByteArray)
                      .filter(stored::contains)
                      .findFirst();
              return code.isPresent()
                  ? store.useRecoveryCode(userId, code.get())
                  : Uni.createFrom().item(false);
            });
  }
}
