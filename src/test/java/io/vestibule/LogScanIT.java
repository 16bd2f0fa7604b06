package io.vestibule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Checkout;
import io.vestibule.testing.SecretPatterns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs last in {@code verify} and searches the logs of all earlier tests: of the service in the
 * tests' JVM, of the packaged service, and the console output of both. They must contain no secret
 * of a test.
 */
class LogScanIT {
  private static final Path TARGET = Checkout.path("service/target");
  private static final Path TESTS = TARGET.resolve("logs/jvm.log");
  private static final Path PACKAGED = TARGET.resolve("logs/test.log");

  @Test
  void theLogsOfAllTestsExist() throws IOException {
    boolean packagedOnly = Boolean.getBoolean("vestibule.skip.unit-tests");
    for (Path log : packagedOnly ? List.of(PACKAGED) : List.of(TESTS, PACKAGED)) {
      assertTrue(Files.isRegularFile(log), () -> "no log " + log);
      String text = Files.readString(log);
      assertTrue(text.contains("started in"), () -> log + " starts too late");
      assertTrue(text.contains("io.vestibule"), () -> log + " has no line of the service");
    }
    assertTrue(logs().stream().anyMatch(log -> log.toString().contains("failsafe-reports")));
  }

  @Test
  void noLogContainsASecret() {
    SecretPatterns secrets = new SecretPatterns();
    List<String> found = logs().stream().flatMap(log -> found(log, secrets)).limit(20).toList();

    assertEquals("", String.join("\n", found));
  }

  /** Tests the scan itself: it finds each of these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "login of u0123@people.example",
        "password Hush-0123",
        "token vst_0123456789abcdef0123",
        "Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.e30.x",
        "hash $argon2id$v=19$m=19456",
        "hash $2b$10$abc",
        "-----BEGIN PRIVATE KEY-----",
        "-Dsmallrye.jwt.sign.key=MIIEvgIBADANBgkqhkiG9w0BAQEFAASC",
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0w",
        "vestibule.keys.sealing=abc",
        "key AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= here"
      })
  void theScanFindsASecret(String line) {
    Optional<String> found = new SecretPatterns().findIn(line);

    assertTrue(found.isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "created table vestibule-sessions",
        "MIME types and eye colours",
        "session 267fb140-6b90-4d42-9919-9b6b2c80528a ended"
      })
  void theScanIgnoresWhatIsNoSecret(String line) {
    assertEquals(Optional.empty(), new SecretPatterns().findIn(line));
  }

  private static List<Path> logs() {
    try (Stream<Path> files = Files.walk(TARGET, 2)) {
      return files.filter(LogScanIT::isLog).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean isLog(Path file) {
    String name = file.getFileName().toString();
    return name.matches(".*\\.log(\\.\\d+)?") || name.matches(".*\\.out|.*-output\\.txt");
  }

  private static Stream<String> found(Path log, SecretPatterns secrets) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return IntStream.range(0, lines.size())
          .mapToObj(
              number ->
                  secrets
                      .findIn(lines.get(number))
                      .map(what -> TARGET.relativize(log) + ":" + (number + 1) + " has " + what))
          .flatMap(Optional::stream);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
