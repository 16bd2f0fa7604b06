package io.vestibule.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Notice;
import io.vestibule.factor.EnrolledFactors;
import io.vestibule.factor.FactorKind;
import io.vestibule.factor.FactorOptions;
import io.vestibule.factor.RegisteredFactor;
import io.vestibule.factor.SecondFactorMethod;
import io.vestibule.passkey.CeremonyStates.Ceremony;
import io.vestibule.web.ApiException;
import io.vestibule.web.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** A passkey as a second factor, for a re-authentication and for a reset of the password. */
@ApplicationScoped
class PasskeySecondFactor implements SecondFactorMethod {
  private final PasskeyAuthentication authentication;
  private final CeremonyStates states;
  private final CeremonyOptions options;
  private final PasskeyStore store;

  PasskeySecondFactor(
      PasskeyAuthentication authentication,
      CeremonyStates states,
      CeremonyOptions options,
      PasskeyStore store) {
    this.authentication = authentication;
    this.states = states;
    this.options = options;
    this.store = store;
  }

  @Override
  public FactorKind kind() {
    return FactorKind.PASSKEY;
  }

  @Override
  public boolean isSetUp(EnrolledFactors enrolled) {
    return enrolled.hasPasskey();
  }

  @Override
  public Uni<Optional<FactorOptions>> options(String userId) {
    Ceremony ceremony = states.start();
    return Uni.createFrom()
        .item(
            Optional.of(
                new FactorOptions(
                    options.request(ceremony.challenge()),
                    states.seal(ceremony, CeremonyPurpose.SECOND_FACTOR, userId))));
  }

  @Override
  public Uni<Boolean> verify(String userId, JsonNode proof) {
    String state;
    AssertionResponse response;
    try {
      state = JsonBody.of(proof).requiredText("state", CeremonyStates.MAX_LENGTH);
      response = AssertionResponse.from(proof);
    } catch (ApiException malformed) {
      return Uni.createFrom().item(false);
    }
    return authentication.secondFactor(userId, state, response).map(Optional::isPresent);
  }

  @Override
  public Uni<List<RegisteredFactor>> list(String userId) {
    return store
        .list(userId)
        .map(
            found ->
                found.stream()
                    .map(
                        passkey ->
                            new RegisteredFactor(
                                passkey.id(),
                                passkey.name(),
                                passkey.createdAt(),
                                passkey.lastUsedAt()))
                    .toList());
  }

  @Override
  public Uni<Boolean> remove(String userId, String id, Notice notice) {
    return CredentialJson.isId(id)
        ? store.remove(userId, id, notice)
        : Uni.createFrom().item(false);
  }
}
