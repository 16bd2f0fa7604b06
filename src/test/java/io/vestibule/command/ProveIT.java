package io.vestibule.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.BrokenService;
import io.vestibule.testing.BrokenService.Reply;
import io.vestibule.testing.Examinations;
import io.vestibule.testing.Program;
import io.vestibule.testing.Program.Ended;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vestibule prove} of the packaged program, without any setting. */
@QuarkusIntegrationTest
class ProveIT {
  private static final String UNREACHABLE = "http://127.0.0.1:1";

  @Test
  void everyPromiseHolds() {
    Ended run = prove(URI.create(Examinations.address()));

    assertEquals(ExitCodes.OK, run.exitCode(), () -> run.out() + run.err());
    for (String subject : new String[] {"sign-up race", "refresh storm", "quota", "vault"}) {
      assertTrue(run.out().contains("ok       " + subject), run::out);
    }
    assertTrue(run.out().contains("ok       erasure"), run::out);
    assertTrue(run.out().endsWith("no throw-away account is left\n"), run::out);
    assertEquals("", run.err());
  }

  /** Calls are answered and not counted. */
  @Test
  void lostCountFailsTheCommand() {
    try (BrokenService service =
        new BrokenService(
            Examinations.address(),
            (request, number) ->
                request.equals("POST /api/usage") && number == 10
                    ? Optional.of(new Reply(200, "{\"usage_count\":1}"))
                    : Optional.empty())) {
      Ended run = prove(service.address(), "--json");

      assertEquals(ExitCodes.NO, run.exitCode(), () -> run.out() + run.err());
      assertTrue(
          run.out().contains("\"check\" : \"quota\",\n    \"result\" : \"problem\""), run::out);
      assertTrue(run.out().contains("\"accounts_left\" : [ ]"), run::out);
    }
  }

  @Test
  void unreachableServiceProvesNothing() {
    Ended run = prove(URI.create(UNREACHABLE));

    assertEquals(ExitCodes.FAILED, run.exitCode(), () -> run.out() + run.err());
    assertTrue(run.out().contains("GET /api/auth/options: no answer"), run::out);
    assertEquals("", run.err());
  }

  /** The signal comes while the refreshes wait for their answers. */
  @Test
  void interruptedCommandErasesTheAccount(@TempDir Path folder) throws InterruptedException {
    CountDownLatch underWay = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (BrokenService service =
        new BrokenService(
            Examinations.address(),
            (request, number) -> {
              if (request.equals("POST /api/auth/refresh")) {
                underWay.countDown();
                await(never);
              }
              return Optional.empty();
            })) {
      Path log = folder.resolve("out");
      Process process =
          Program.packaged(Map.of()).start(log, "prove", "--url=" + service.address());
      try {
        assertTrue(underWay.await(2, TimeUnit.MINUTES), () -> Program.read(log));
        process.destroy();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), () -> Program.read(log));
      } finally {
        process.destroyForcibly();
      }
      String report = Program.read(log);
      assertTrue(report.contains("ok       sign-up race"), report);
      assertFalse(report.contains("refresh storm"), report);
      assertTrue(report.contains("interrupted"), report);
      assertTrue(report.contains("no throw-away account is left"), report);
      assertEquals(1, service.count("DELETE /api/user"));
    }
  }

  private static Ended prove(URI service, String... options) {
    return Program.packaged(Map.of())
        .run(
            Stream.concat(
                    Stream.of(
                        "prove", "--url=" + service, "--domain=" + Api.EMAIL_DOMAIN.substring(1)),
                    Stream.of(options))
                .toArray(String[]::new));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
