package io.vestibule.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.account.CredentialChange;
import io.vestibule.challenge.Challenge;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.credential.Credential;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A password that was chosen after the link of an invitation was checked and before it was used.
 */
@QuarkusTest
class InvitationRuleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject AddressStore store;
  @Inject AddressRules rules;

  @Test
  void anInvitationReplacesNoPassword() {
    Person person = Api.register();
    AddressState state = store.find(person.userId()).await().atMost(PATIENCE).orElseThrow();

    ApiException refused =
        assertThrows(
            ApiException.class, () -> reset(state, challenge(person, ChallengePurpose.INVITATION)));
    assertEquals(ErrorCode.CHALLENGE_INVALID, refused.code());
    reset(state, challenge(person, ChallengePurpose.RESET_PASSWORD));
  }

  private void reset(AddressState state, Challenge challenge) {
    Credential credential = state.stored().credential();
    rules
        .reset(challenge, state, new CredentialChange(credential, credential), List.of(), 1)
        .await()
        .atMost(PATIENCE);
  }

  private static Challenge challenge(Person person, ChallengePurpose purpose) {
    Instant now = Instant.now();
    return new Challenge(
        "id", purpose, person.userId(), person.email(), now, now.plusSeconds(60), "instance");
  }
}
