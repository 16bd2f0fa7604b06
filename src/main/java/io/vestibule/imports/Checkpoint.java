package io.vestibule.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file with the position of an import, from which an interrupted import resumes. It is replaced
 * atomically after each batch and removed at the end. Records that were imported after the last
 * checkpoint are imported again, which changes nothing.
 */
final class Checkpoint {
  /**
   * The position of an import.
   *
   * @param phase the part of the source
   * @param after where to continue in the source
   * @param done number of records of that part that are imported
   * @param summary the outcomes so far
   */
  record Position(String phase, String after, long done, ImportSummary summary) {}

  private final Optional<Path> file;
  private final String source;
  private final ObjectMapper json;

  /**
   * @param file empty for an import without a checkpoint
   * @param source identifies the source; the file of another source is refused
   */
  Checkpoint(Optional<Path> file, String source, ObjectMapper json) {
    this.file = file;
    this.source = source;
    this.json = json;
  }

  /**
   * @throws ImportFailure if the file cannot be read or belongs to another import
   */
  Optional<Position> load() {
    if (file.isEmpty() || !Files.exists(file.get())) {
      return Optional.empty();
    }
    JsonNode saved;
    try {
      saved = json.readTree(Files.readAllBytes(file.get()));
    } catch (IOException unreadable) {
      throw new ImportFailure("checkpoint " + file.get() + " cannot be read");
    }
    if (!source.equals(saved.path("source").asText())) {
      throw new ImportFailure(
          "checkpoint "
              + file.get()
              + " belongs to another import; remove it or name another file");
    }
    Map<String, Long> outcomes = new TreeMap<>();
    saved
        .path("outcomes")
        .properties()
        .forEach(outcome -> outcomes.put(outcome.getKey(), outcome.getValue().asLong()));
    return Optional.of(
        new Position(
            saved.path("phase").asText(),
            saved.path("after").asText(),
            saved.path("done").asLong(),
            new ImportSummary(outcomes, saved.path("conflicts").asLong())));
  }

  void save(Position position) {
    file.ifPresent(
        path -> {
          try {
            ObjectNode content =
                json.createObjectNode()
                    .put("source", source)
                    .put("phase", position.phase())
                    .put("after", position.after())
                    .put("done", position.done())
                    .put("conflicts", position.summary().conflicts());
            position.summary().outcomes().forEach(content.putObject("outcomes")::put);
            Path replacement = path.resolveSibling(path.getFileName() + ".new");
            Files.write(replacement, json.writeValueAsBytes(content));
            Files.move(
                replacement,
                path,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
          } catch (IOException unwritable) {
            throw new ImportFailure("checkpoint " + path + " cannot be written");
          }
        });
  }

  /** Called when the import is complete. */
  void remove() {
    file.ifPresent(
        path -> {
          try {
            Files.deleteIfExists(path);
          } catch (IOException failed) {
            throw new ImportFailure(
                "checkpoint " + path + " cannot be removed; the import is complete");
          }
        });
  }
}
