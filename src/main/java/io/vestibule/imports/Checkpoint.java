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
 * The file that remembers how far an import came, so that one that was killed goes on there. It is
 * replaced whole after each batch and removed at the end; what was done after it was written is
 * done again and changes nothing.
 */
final class Checkpoint {
  /**
   * How far it came.
   *
   * @param phase which part of the source
   * @param after where the source is to go on
   * @param done how many of that part were done before
   * @param summary what came of all before
   */
  record Position(String phase, String after, long done, ImportSummary summary) {}

  private final Optional<Path> file;
  private final String source;
  private final ObjectMapper json;

  /**
   * @param file empty for an import that remembers nothing
   * @param source names what is imported; a file of another source is refused
   */
  Checkpoint(Optional<Path> file, String source, ObjectMapper json) {
    this.file = file;
    this.source = source;
    this.json = json;
  }

  /**
   * @throws ImportFailure where the file cannot be read or is of another import
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
          "checkpoint " + file.get() + " is of another import; remove it or name another file");
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
            Path next = path.resolveSibling(path.getFileName() + ".new");
            Files.write(next, json.writeValueAsBytes(content));
            Files.move(
                next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
          } catch (IOException unwritable) {
            throw new ImportFailure("checkpoint " + path + " cannot be written");
          }
        });
  }

  /** Nothing is left to go on with. */
  void remove() {
    file.ifPresent(
        path -> {
          try {
            Files.deleteIfExists(path);
          } catch (IOException stuck) {
            throw new ImportFailure("checkpoint " + path + " cannot be removed; all else is done");
          }
        });
  }
}
