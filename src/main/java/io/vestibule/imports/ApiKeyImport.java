package io.vestibule.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.apikey.ApiKeyImporter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.OptionalLong;

/** Imports API keys from a file with one JSON object per line ({@link ApiKeyImporter}). */
@ApplicationScoped
public class ApiKeyImport {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final ApiKeyImporter keys;
  private final ObjectMapper json;
  private final InstantSource clock;

  ApiKeyImport(ApiKeyImporter keys, ObjectMapper json, InstantSource clock) {
    this.keys = keys;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Runs to the end and blocks the calling thread.
   *
   * @param keysPerSecond maximum rate
   * @throws ImportFailure with a message for the operator
   */
  public ImportSummary run(Path source, double keysPerSecond, ImportOptions options) {
    ProgressLine progress = new ProgressLine(options.progress(), options.terminal(), clock);
    RateLimiter rateLimiter = new RateLimiter(keysPerSecond);
    try (BufferedReader lines = Files.newBufferedReader(source, StandardCharsets.UTF_8);
        ImportReport report = new ImportReport(options, json, progress, ImportSummary.NOTHING)) {
      progress.begin("api_keys", OptionalLong.of(count(source)), 0);
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          rateLimiter.await(1);
          importLine(line, number, options.dryRun(), report);
        }
      }
      return report.summary();
    } catch (IOException unreadable) {
      throw new ImportFailure("file " + source + " cannot be read as UTF-8");
    }
  }

  /** The report names the number of the line: the line itself could be a secret by mistake. */
  private void importLine(String line, int number, boolean dryRun, ImportReport report) {
    ApiKeyImporter.Result result = keys.importOne(parse(line), dryRun).await().atMost(TIMEOUT);
    report.record(
        "api_key",
        "line:" + number,
        result.outcome().name().toLowerCase(Locale.ROOT),
        result.conflict().stream().toList());
  }

  private JsonNode parse(String line) {
    try {
      return json.readTree(line);
    } catch (JsonProcessingException malformed) {
      return json.missingNode();
    }
  }

  private static long count(Path source) throws IOException {
    try (var lines = Files.lines(source, StandardCharsets.UTF_8)) {
      return lines.filter(line -> !line.isBlank()).count();
    }
  }
}
