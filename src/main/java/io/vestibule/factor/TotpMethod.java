package io.vestibule.factor;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/** Codes of a confirmed authenticator app: each step is accepted once. */
@ApplicationScoped
class TotpMethod implements SecondFactorMethod {
  private final FactorStore store;
  private final TotpSecrets secrets;
  private final InstantSource clock;

  TotpMethod(FactorStore store, TotpSecrets secrets, InstantSource clock) {
    this.store = store;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public FactorKind kind() {
    return FactorKind.TOTP;
  }

  @Override
  public boolean isSetUp(EnrolledFactors enrolled) {
    return enrolled.hasTotp();
  }

  @Override
  public Uni<Boolean> verify(String userId, JsonNode proof) {
    Optional<String> code = TotpSecrets.code(proof);
    if (code.isEmpty()) {
      return Uni.createFrom().item(false);
    }
    return store
        .findTotp(userId)
        .chain(
            found -> {
              if (found.isEmpty() || found.get().confirmedAt().isEmpty()) {
                return Uni.createFrom().item(false);
              }
              Totp totp = found.get();
              OptionalLong step =
                  secrets.matchingStep(userId, totp.sealedSecret(), code.get(), clock.instant());
              return step.isPresent()
                  ? store.useStep(userId, totp.sealedSecret(), step.getAsLong())
                  : Uni.createFrom().item(false);
            });
  }
}
