package io.vestibule.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.spi.Finding.Level;
import io.vestibule.testing.Api;
import io.vestibule.testing.BrokenService;
import io.vestibule.testing.BrokenService.Fault;
import io.vestibule.testing.BrokenService.Reply;
import io.vestibule.testing.Examinations;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each check fails where its promise is broken, and leaves no account. */
@QuarkusTest
class ContractProofTest {
  private static final int CONCURRENCY = 4;
  private static final String DOMAIN = Api.EMAIL_DOMAIN.substring(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void everyPromiseHolds() {
    ProofReport report = prove(URI.create(Examinations.address()));

    assertTrue(report.isProven(), report::text);
    assertEquals(5, report.lines().size());
    assertTrue(report.text().endsWith("no throw-away account is left" + System.lineSeparator()));
    assertTrue(report.json().contains("\"proven\" : true"), report::json);
  }

  @Test
  void secondAccountOfAnAddressIsFound() {
    assertBroken(
        "sign-up race",
        (request, number) ->
            reply(request.equals("POST /api/register") && number == 0, 201, "{\"token\":\"t\"}"));
  }

  @Test
  void tabThatIsLoggedOutIsFound() {
    assertBroken(
        "refresh storm",
        (request, number) ->
            reply(
                request.equals("POST /api/auth/refresh") && number == 1,
                401,
                "{\"code\":\"token-invalid\"}"));
  }

  @Test
  void tabsWithDifferentTokensAreFound() {
    assertBroken(
        "refresh storm",
        (request, number) ->
            reply(
                request.equals("POST /api/auth/refresh") && number == 1,
                200,
                "{\"token\":\"another\"}"));
  }

  /** A call is answered and not counted. */
  @Test
  void lostCountIsFound() {
    assertBroken(
        "quota",
        (request, number) ->
            reply(
                request.equals("POST /api/usage") && number == CONCURRENCY + 2,
                200,
                "{\"usage_count\":999}"));
  }

  /** A repetition of the request_id gets another answer. */
  @Test
  void repetitionWithAnotherAnswerIsFound() {
    assertBroken(
        "quota",
        (request, number) ->
            reply(request.equals("POST /api/usage") && number == 1, 200, "{\"usage_count\":2}"));
  }

  @Test
  void recordingThatIsNotListedIsFound() {
    assertBroken(
        "vault",
        (request, number) ->
            reply(request.equals("GET /api/user/audio-files"), 200, "{\"audio_files\":[]}"));
  }

  @Test
  void answerOfAnotherFormIsFound() {
    assertBroken(
        "vault",
        (request, number) ->
            reply(
                request.equals("POST /api/audio-file/upload-url") && number == 0,
                201,
                "{\"upload_url\":\"http:// no address\"}"));
  }

  @Test
  void streamOfOtherBytesIsFound() {
    assertBroken(
        "vault", (request, number) -> reply(request.endsWith("/content"), 206, "other bytes"));
  }

  @Test
  void refusedErasureIsFound() {
    assertBroken(
        "erasure",
        (request, number) ->
            reply(request.equals("DELETE /api/user") && number == 0, 404, "{\"code\":\"x\"}"));
  }

  /** Throttled sign-ups are left out of the judgement, and the report says so. */
  @Test
  void throttledSignUpsAreNotJudged() {
    Fault throttle =
        (request, number) ->
            reply(request.equals("POST /api/register"), 429, "{\"code\":\"too-many-attempts\"}");
    try (BrokenService service = new BrokenService(Examinations.address(), throttle)) {
      ProofReport report = prove(service.address());

      assertTrue(report.isProven(), report::text);
      assertTrue(report.text().contains("429 too-many-attempts 2 times"), report::text);
    }
  }

  @Test
  void nothingIsCreatedWhereAddressesMustBeVerified() {
    Fault required =
        (request, number) ->
            reply(request.equals("GET /api/auth/options"), 200, "{\"verification\":\"required\"}");
    try (BrokenService service = new BrokenService(Examinations.address(), required)) {
      ProofReport report = prove(service.address());

      assertFalse(report.isProven());
      assertFalse(report.hasProblem());
      assertEquals(
          Map.of(Level.SKIPPED, 5L),
          report.lines().stream()
              .collect(
                  Collectors.groupingBy(line -> line.finding().level(), Collectors.counting())));
      assertEquals(0, service.count("POST /api/register"));
      assertEquals(0, service.count("POST /api/auth/signup"));
    }
  }

  @Test
  void accountThatCannotBeErasedIsNamed() {
    Fault stuck = (request, number) -> reply(request.equals("DELETE /api/user"), 503, "{}");
    try (BrokenService service = new BrokenService(Examinations.address(), stuck)) {
      ProofReport report = prove(service.address());

      assertTrue(report.hasProblem());
      assertEquals(1, report.left().size());
      assertTrue(report.left().get(0).contains(Api.EMAIL_DOMAIN));
    }
  }

  /** One check reports a problem, all others hold, and the account is erased. */
  private static void assertBroken(String subject, Fault fault) {
    try (BrokenService service = new BrokenService(Examinations.address(), fault)) {
      ProofReport report = prove(service.address());

      Map<String, Level> expected = new TreeMap<>();
      Map<String, Level> actual = new TreeMap<>();
      report
          .lines()
          .forEach(
              line -> {
                String name = line.check().subject();
                expected.put(name, name.equals(subject) ? Level.PROBLEM : Level.OK);
                actual.put(name, line.finding().level());
              });
      assertEquals(expected, actual, report::text);
      assertTrue(report.hasProblem());
      assertEquals(List.of(), report.left());
    }
  }

  private static ProofReport prove(URI address) {
    try (ServiceClient service = new ServiceClient(address, Duration.ofMinutes(2), CONCURRENCY)) {
      return new ContractProof(service, ContractProof.all(CONCURRENCY, RANDOM), RANDOM, DOMAIN)
          .run();
    }
  }

  private static Optional<Reply> reply(boolean instead, int status, String body) {
    return instead ? Optional.of(new Reply(status, body)) : Optional.empty();
  }
}
