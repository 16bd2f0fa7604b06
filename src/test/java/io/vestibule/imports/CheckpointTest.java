package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.imports.Checkpoint.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  @TempDir Path folder;

  @Test
  void loadsTheLastPosition() {
    checkpoint("postgres:db").save(new Position("users", "a", 1, ImportSummary.NOTHING));
    Position last =
        new Position(
            "audio_files",
            "b \"7\"",
            700,
            new ImportSummary(Map.of("users created", 698L, "users refused", 2L), 2));
    checkpoint("postgres:db").save(last);

    assertEquals(Optional.of(last), checkpoint("postgres:db").load());
    assertFalse(Files.exists(folder.resolve("c.json.new")));
  }

  @Test
  void isEmptyBeforeTheFirstSaveAndAfterRemoval() {
    Checkpoint checkpoint = checkpoint("cognito:pool");
    assertEquals(Optional.empty(), checkpoint.load());
    checkpoint.save(new Position("users", "a", 1, ImportSummary.NOTHING));
    checkpoint.remove();
    checkpoint.remove();
    assertEquals(Optional.empty(), checkpoint.load());
  }

  @Test
  void fileOfAnotherSourceIsRefused() {
    checkpoint("postgres:one").save(new Position("users", "a", 1, ImportSummary.NOTHING));

    ImportFailure refused =
        assertThrows(ImportFailure.class, () -> checkpoint("postgres:two").load());
    assertTrue(refused.getMessage().contains("belongs to another import"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"source\":17}"})
  void malformedFileIsRefused(String content) throws IOException {
    Files.writeString(folder.resolve("c.json"), content);

    assertThrows(ImportFailure.class, () -> checkpoint("postgres:db").load());
  }

  @Test
  void missingFolderIsReported() {
    Checkpoint lost =
        new Checkpoint(Optional.of(folder.resolve("no/c.json")), "s", new ObjectMapper());

    assertThrows(
        ImportFailure.class, () -> lost.save(new Position("users", "a", 1, ImportSummary.NOTHING)));
  }

  @Test
  void withoutAFileNothingIsSaved() {
    Checkpoint none = new Checkpoint(Optional.empty(), "s", new ObjectMapper());
    none.save(new Position("users", "a", 1, ImportSummary.NOTHING));
    assertEquals(Optional.empty(), none.load());
    none.remove();
  }

  private Checkpoint checkpoint(String source) {
    return new Checkpoint(Optional.of(folder.resolve("c.json")), source, new ObjectMapper());
  }
}
