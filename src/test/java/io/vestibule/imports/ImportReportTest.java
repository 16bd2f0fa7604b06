package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.testing.Api;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void conflictsAreLinesOfJson() throws IOException {
    try (ImportReport report = report(report(), ImportSummary.NOTHING)) {
      report.record("user", "u-1", "created", List.of());
      report.record("user", "u-2", "refused", List.of("email-taken", "invalid-time"));
      report.record("audio_file", "f-1", "unchanged", List.of());
    }

    List<String> lines = Files.readAllLines(report());
    assertEquals(1, lines.size());
    assertEquals(
        JSON.readTree(
            """
            {"kind":"user","id":"u-2","outcome":"refused","conflicts":["email-taken","invalid-time"]}
            """),
        JSON.readTree(lines.get(0)));
  }

  @Test
  void idThatMayBeAnAddressIsHashed() throws IOException {
    String email = Api.freshEmail();
    try (ImportReport report = report(report(), ImportSummary.NOTHING)) {
      for (String id : List.of(email, "Ada Lovelace", "", "x".repeat(2_000), "a\n{}")) {
        report.record("user", id, "refused", List.of("invalid-user-id"));
      }
    }

    String report = Files.readString(report());
    assertFalse(report.contains("@"), report);
    for (String line : report.lines().toList()) {
      JsonNode conflict = JSON.readTree(line);
      assertTrue(conflict.path("id").asText().matches("sha256:[0-9a-f]{64}"), line);
    }
    assertEquals(5, report.lines().count());
  }

  @Test
  void outcomesBeforeTheCheckpointAreIncluded() {
    ImportSummary before = new ImportSummary(Map.of("users created", 120L), 3);
    try (ImportReport report = report(report(), before)) {
      report.record("user", "u-1", "created", List.of());
      report.record("user", "u-2", "refused", List.of("email-taken"));
      assertEquals(
          "users created: 121, users refused: 1, conflicts: 4", report.summary().sentence());
    }
  }

  @Test
  void reportIsAppendedTo() throws IOException {
    for (int run = 0; run < 2; run++) {
      try (ImportReport report = report(report(), ImportSummary.NOTHING)) {
        report.record("user", "u-1", "refused", List.of("email-taken"));
      }
    }

    assertEquals(2, Files.readAllLines(report()).size());
  }

  @Test
  void unwritableReportFailsBeforeTheImport() {
    assertThrows(
        ImportFailure.class,
        () -> report(folder.resolve("no/report"), ImportSummary.NOTHING).close());
  }

  private Path report() {
    return folder.resolve("report.jsonl");
  }

  private static ImportReport report(Path report, ImportSummary before) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new ImportReport(
        new ImportOptions(false, Optional.empty(), Optional.of(report), nowhere, false),
        JSON,
        new ProgressLine(nowhere, false, Clock.systemUTC()),
        before);
  }
}
