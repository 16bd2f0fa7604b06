package io.vestibule.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.audio.AudioImporter.Result;
import io.vestibule.audio.AudioImporter.Row;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Rows;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a row of seed 003's audio_files. */
@QuarkusTest
class AudioImporterTest {
  private static final Instant UPLOADED = Instant.parse("2024-03-01T12:00:00Z");

  private final AudioImporter imports;

  AudioImporterTest(AudioImporter imports) {
    this.imports = imports;
  }

  @ParameterizedTest
  @CsvSource({
    "'', audio/a, INVALID_FILE_ID",
    "'a b', audio/a, INVALID_FILE_ID",
    "s3:audio/a, audio/a, INVALID_FILE_ID",
    "f-1, '', INVALID_S3_KEY",
    "f-1, audio//a, INVALID_S3_KEY",
    "f-1, audio/../a, INVALID_S3_KEY",
    "f-1, users/00000000-0000-4000-8000-000000000000/a, FOREIGN_S3_KEY"
  })
  void refused(String fileId, String s3Key, Result result) {
    Row row = new Row(fileId, newId(), s3Key, 1L, UPLOADED);

    assertEquals(result, importOne(row, false));
    assertEquals(result, importOne(row, true));
  }

  @Test
  void importedRecordsKeepIdTimeAndOrder() {
    Person person = Api.register();
    Row first = row(person, UPLOADED);
    Row second = row(person, UPLOADED.plusMillis(1));
    Row timeless = row(person, null);

    assertEquals(Result.CREATED, importOne(first, true));
    assertTrue(Rows.audioFiles().find(first.fileId()).isEmpty(), "a dry run writes nothing");
    for (Row row : List.of(timeless, second, first)) {
      assertEquals(Result.CREATED, importOne(row, false));
      assertEquals(Result.UNCHANGED, importOne(row, false));
      assertEquals(Result.UNCHANGED, importOne(row, true));
    }

    Eventually.holds(
        () ->
            assertEquals(
                List.of(second.fileId(), first.fileId(), timeless.fileId()),
                Api.bearer(person.token())
                    .get("/api/user/audio-files")
                    .path("audio_files.file_id")));
    assertEquals(
        UPLOADED.toString(),
        Api.bearer(person.token())
            .get("/api/audio-file/" + first.fileId())
            .path("audio_file.uploaded_at"));
  }

  @Test
  void existingRecordsAreNotChanged() {
    Person person = Api.register();
    Row row = row(person, UPLOADED);
    importOne(row, false);
    var before = Rows.audioFiles().find(row.fileId()).orElseThrow();

    assertEquals(
        Result.S3_KEY_TAKEN,
        importOne(new Row(newId(), person.userId(), row.s3Key(), 2L, UPLOADED), false));
    assertEquals(
        Result.FILE_ID_TAKEN,
        importOne(new Row(row.fileId(), person.userId(), "audio/" + newId(), 2L, UPLOADED), false));
    assertEquals(
        Result.S3_KEY_TAKEN,
        importOne(new Row(newId(), newId(), row.s3Key(), 2L, UPLOADED), false));

    assertEquals(before, Rows.audioFiles().find(row.fileId()).orElseThrow());
  }

  private Result importOne(Row row, boolean dryRun) {
    return imports.importOne(row, dryRun).await().indefinitely();
  }

  private static Row row(Person person, Instant uploadedAt) {
    return new Row(newId(), person.userId(), "audio/" + newId(), 1_000L, uploadedAt);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
