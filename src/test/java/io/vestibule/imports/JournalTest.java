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

class JournalTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void conflictsAreLinesOfJson() throws IOException {
    try (Journal journal = journal(report(), ImportSummary.NOTHING)) {
      journal.note("user", "u-1", "created", List.of());
      journal.note("user", "u-2", "refused", List.of("email-taken", "invalid-time"));
      journal.note("audio_file", "f-1", "unchanged", List.of());
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
  void anIdThatMayBeAnAddressIsToldAsItsHash() throws IOException {
    String email = Api.freshEmail();
    try (Journal journal = journal(report(), ImportSummary.NOTHING)) {
      for (String id : List.of(email, "Ada Lovelace", "", "x".repeat(2_000), "a\n{}")) {
        journal.note("user", id, "refused", List.of("invalid-user-id"));
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
  void whatCameBeforeTheCheckpointCounts() {
    ImportSummary before = new ImportSummary(Map.of("users created", 120L), 3);
    try (Journal journal = journal(report(), before)) {
      journal.note("user", "u-1", "created", List.of());
      journal.note("user", "u-2", "refused", List.of("email-taken"));
      assertEquals(
          "users created: 121, users refused: 1, conflicts: 4", journal.summary().sentence());
    }
  }

  @Test
  void aReportGoesOn() throws IOException {
    for (int run = 0; run < 2; run++) {
      try (Journal journal = journal(report(), ImportSummary.NOTHING)) {
        journal.note("user", "u-1", "refused", List.of("email-taken"));
      }
    }

    assertEquals(2, Files.readAllLines(report()).size());
  }

  @Test
  void aReportThatCannotBeWrittenIsSaidBeforeAnythingIsDone() {
    assertThrows(
        ImportFailure.class,
        () -> journal(folder.resolve("no/report"), ImportSummary.NOTHING).close());
  }

  private Path report() {
    return folder.resolve("report.jsonl");
  }

  private static Journal journal(Path report, ImportSummary before) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new Journal(
        new ImportOptions(false, Optional.empty(), Optional.of(report), nowhere, false),
        JSON,
        new ProgressLine(nowhere, false, Clock.systemUTC()),
        before);
  }
}
