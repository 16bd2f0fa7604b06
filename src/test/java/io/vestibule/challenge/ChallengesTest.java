package io.vestibule.challenge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.spi.PersonalData;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links and codes: what is right, what is wrong, and that each works once. */
@QuarkusTest
class ChallengesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String EMAIL = "ada@people.example";

  @Inject Challenges challenges;
  @Inject ChallengePersonalData personalData;
  @Inject Dynamo dynamo;
  @Inject MutableClock clock;

  private String userId;

  @BeforeEach
  void newUser() {
    userId = UUID.randomUUID().toString();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }

  private NewChallenge save(ChallengePurpose purpose) {
    NewChallenge challenge = challenges.create(purpose, userId, EMAIL);
    await(challenges.save(challenge));
    return challenge;
  }

  private Optional<Challenge> byLink(ChallengePurpose purpose, NewChallenge challenge) {
    String argument = challenge.linkArgument();
    return await(
        challenges.findByLink(
            purpose, challenge.id(), argument.substring(argument.indexOf('.') + 1)));
  }

  private Optional<Challenge> byCode(ChallengePurpose purpose, String code) {
    return await(challenges.findByCode(purpose, userId, EMAIL, code));
  }

  private boolean consume(Challenge challenge) {
    return await(
        dynamo
            .transact(List.of(challenges.consume(challenge)))
            .replaceWith(true)
            .onFailure(failure -> Dynamo.refusedAt(failure, 0))
            .recoverWithItem(false));
  }

  private static String other(String code) {
    return "%08d".formatted((Long.parseLong(code) + 1) % 100_000_000);
  }

  @ParameterizedTest
  @EnumSource(ChallengePurpose.class)
  void linkAndCodeFindTheChallenge(ChallengePurpose purpose) {
    NewChallenge challenge = save(purpose);

    if (purpose.hasLink()) {
      assertTrue(challenge.linkArgument().matches("[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"));
      Challenge found = byLink(purpose, challenge).orElseThrow();
      assertEquals(userId, found.userId());
      assertEquals(EMAIL, found.email());
      assertEquals(purpose, found.purpose());
    } else {
      assertNull(challenge.linkArgument());
    }
    if (purpose.hasCode()) {
      assertTrue(challenge.code().matches("[0-9]{8}"));
      assertTrue(byCode(purpose, challenge.code()).isPresent());
      String typed = challenge.code().substring(0, 4) + " " + challenge.code().substring(4);
      assertTrue(byCode(purpose, typed).isPresent());
    } else {
      assertNull(challenge.code());
    }
  }

  /** Scenario, then what is tried after a challenge of VERIFY_EMAIL was saved. */
  @Test
  void whatIsWrongFindsNothing() {
    NewChallenge challenge = save(ChallengePurpose.VERIFY_EMAIL);
    String secret = challenge.linkArgument().substring(23);
    String wrong = (secret.charAt(0) == 'A' ? 'B' : 'A') + secret.substring(1);
    ChallengePurpose purpose = ChallengePurpose.VERIFY_EMAIL;

    List<Uni<Optional<Challenge>>> attempts =
        List.of(
            challenges.findByLink(purpose, challenge.id(), wrong),
            challenges.findByLink(purpose, "A".repeat(22), secret),
            challenges.findByLink(purpose, challenge.id(), secret + "A"),
            challenges.findByLink(purpose, challenge.id(), ""),
            challenges.findByLink(purpose, "x".repeat(3000), secret),
            challenges.findByLink(ChallengePurpose.RESET_PASSWORD, challenge.id(), secret),
            challenges.findByCode(purpose, userId, EMAIL, other(challenge.code())),
            challenges.findByCode(purpose, userId, EMAIL, "12345"),
            challenges.findByCode(purpose, userId, EMAIL, "abcdefgh"),
            challenges.findByCode(purpose, userId, "eve@people.example", challenge.code()),
            challenges.findByCode(purpose, UUID.randomUUID().toString(), EMAIL, challenge.code()),
            challenges.findByCode(
                ChallengePurpose.RESET_PASSWORD, userId, EMAIL, challenge.code()));

    for (Uni<Optional<Challenge>> attempt : attempts) {
      assertEquals(Optional.empty(), await(attempt));
    }
    assertTrue(byLink(purpose, challenge).isPresent());
    assertTrue(byCode(purpose, challenge.code()).isPresent());
  }

  @Test
  void lifetimes() {
    NewChallenge challenge = save(ChallengePurpose.RESET_PASSWORD);
    NewChallenge revert = save(ChallengePurpose.REVERT_EMAIL);

    clock.advance(Duration.ofMinutes(10).plusSeconds(1));
    assertFalse(byCode(ChallengePurpose.RESET_PASSWORD, challenge.code()).isPresent());
    assertTrue(byLink(ChallengePurpose.RESET_PASSWORD, challenge).isPresent());

    clock.advance(Duration.ofMinutes(50));
    assertFalse(byLink(ChallengePurpose.RESET_PASSWORD, challenge).isPresent());
    assertTrue(byLink(ChallengePurpose.REVERT_EMAIL, revert).isPresent());

    clock.advance(Duration.ofDays(7));
    assertFalse(byLink(ChallengePurpose.REVERT_EMAIL, revert).isPresent());
  }

  @Test
  void fiveAttemptsVoidTheCodeButNotTheLink() {
    NewChallenge challenge = save(ChallengePurpose.RESET_PASSWORD);
    List<Boolean> found =
        Concurrently.run(
            40,
            number ->
                byCode(
                        ChallengePurpose.RESET_PASSWORD,
                        number < 35 ? other(challenge.code()) : challenge.code())
                    .isPresent());

    long rights = found.stream().filter(right -> right).count();
    assertTrue(rights <= 5, found::toString);
    assertEquals("5", Rows.challenges().find(challenge.id()).orElseThrow().get("attempts").n());
    assertFalse(byCode(ChallengePurpose.RESET_PASSWORD, challenge.code()).isPresent());
    assertTrue(byLink(ChallengePurpose.RESET_PASSWORD, challenge).isPresent());
  }

  @Test
  void oneOfManyConsumesIt() {
    NewChallenge challenge = save(ChallengePurpose.RESET_PASSWORD);
    Challenge found = byLink(ChallengePurpose.RESET_PASSWORD, challenge).orElseThrow();

    long consumed =
        Concurrently.run(8, number -> consume(found)).stream().filter(done -> done).count();

    assertEquals(1, consumed);
    assertFalse(byLink(ChallengePurpose.RESET_PASSWORD, challenge).isPresent());
    assertFalse(byCode(ChallengePurpose.RESET_PASSWORD, challenge.code()).isPresent());
  }

  @Test
  void aNewChallengeVoidsTheOlderOfThatPurposeOnly() {
    NewChallenge verify = save(ChallengePurpose.VERIFY_EMAIL);
    NewChallenge older = save(ChallengePurpose.RESET_PASSWORD);
    Challenge found = byLink(ChallengePurpose.RESET_PASSWORD, older).orElseThrow();
    NewChallenge newer = save(ChallengePurpose.RESET_PASSWORD);

    assertFalse(byLink(ChallengePurpose.RESET_PASSWORD, older).isPresent());
    assertFalse(consume(found), "found before it was replaced");
    assertTrue(byLink(ChallengePurpose.RESET_PASSWORD, newer).isPresent());
    assertTrue(byLink(ChallengePurpose.VERIFY_EMAIL, verify).isPresent());
  }

  @Test
  void revertLinksOfSeveralAddressesCoexist() {
    NewChallenge one = save(ChallengePurpose.REVERT_EMAIL);
    NewChallenge other =
        challenges.create(ChallengePurpose.REVERT_EMAIL, userId, "other@people.example");
    await(challenges.save(other));
    await(dynamo.transact(challenges.voidAll(userId)));

    assertTrue(byLink(ChallengePurpose.REVERT_EMAIL, one).isPresent());
    assertTrue(byLink(ChallengePurpose.REVERT_EMAIL, other).isPresent());
  }

  @Test
  void voidAllSparesWhatTheTransactionWritesItself() {
    NewChallenge verify = save(ChallengePurpose.VERIFY_EMAIL);
    NewChallenge reset = save(ChallengePurpose.RESET_PASSWORD);
    NewChallenge code = save(ChallengePurpose.SIGN_IN);

    await(dynamo.transact(challenges.voidAll(userId, reset.id())));

    assertFalse(byLink(ChallengePurpose.VERIFY_EMAIL, verify).isPresent());
    assertFalse(byCode(ChallengePurpose.SIGN_IN, code.code()).isPresent());
    assertTrue(byLink(ChallengePurpose.RESET_PASSWORD, reset).isPresent());
  }

  @Test
  void aRepeatedDeliveryMakesTheSameChallengeAndRevivesNothing() {
    byte[] seed = seed(1);
    Instant requested = clock.instant();
    NewChallenge first = seeded(seed, requested);
    NewChallenge repeated = seeded(seed, requested);
    assertEquals(first.linkArgument(), repeated.linkArgument());
    assertEquals(first.code(), repeated.code());

    // A repeat gives no new attempts.
    byCode(ChallengePurpose.RESET_PASSWORD, other(first.code()));
    seeded(seed, requested);
    assertEquals("1", Rows.challenges().find(first.id()).orElseThrow().get("attempts").n());

    Challenge found = byLink(ChallengePurpose.RESET_PASSWORD, first).orElseThrow();
    assertTrue(consume(found));
    seeded(seed, requested);
    assertFalse(byLink(ChallengePurpose.RESET_PASSWORD, first).isPresent(), "used");

    NewChallenge newer = seeded(seed(2), clock.instant().plusMillis(1));
    seeded(seed, requested);
    assertFalse(byLink(ChallengePurpose.RESET_PASSWORD, first).isPresent(), "overtaken");
    assertTrue(byLink(ChallengePurpose.RESET_PASSWORD, newer).isPresent());
  }

  @Test
  void aMailThatWasRequestedBeforeAllWereVoidedIsVoid() {
    Instant requested = clock.instant();
    clock.advance(Duration.ofSeconds(1));
    await(dynamo.transact(challenges.voidAll(userId)));

    NewChallenge late = seeded(seed(1), requested);

    assertFalse(byLink(ChallengePurpose.RESET_PASSWORD, late).isPresent());
  }

  @Test
  void nothingSecretIsStoredOrPrinted() {
    NewChallenge challenge = save(ChallengePurpose.RESET_PASSWORD);
    String secret = challenge.linkArgument().substring(23);
    String row = Rows.challenges().find(challenge.id()).orElseThrow().toString();

    assertFalse(row.contains(secret));
    assertFalse(row.contains(challenge.code()));
    assertFalse(challenge.toString().contains(secret));
  }

  @Test
  void exportAndErasure() {
    save(ChallengePurpose.RESET_PASSWORD);
    save(ChallengePurpose.REVERT_EMAIL);
    await(dynamo.transact(challenges.voidAll(userId, "")));

    Eventually.holds(
        () -> {
          PersonalData.Page page = await(personalData.read(userId, Optional.empty()));
          assertEquals(
              List.of("revert-email"),
              page.entries().stream().map(entry -> entry.get("purpose").asText()).toList());
          assertFalse(page.entries().toString().contains("mac"), page::toString);
        });
    Eventually.holds(
        () -> {
          assertTrue(await(personalData.erase(userId)));
          assertEquals(List.of(), Rows.challenges().where("user_id", userId));
        });
  }

  private NewChallenge seeded(byte[] seed, Instant requested) {
    NewChallenge challenge =
        challenges.create(ChallengePurpose.RESET_PASSWORD, userId, EMAIL, seed, requested);
    await(challenges.save(challenge));
    return Objects.requireNonNull(challenge);
  }

  private static byte[] seed(int filling) {
    byte[] seed = new byte[32];
    java.util.Arrays.fill(seed, (byte) filling);
    return seed;
  }
}
