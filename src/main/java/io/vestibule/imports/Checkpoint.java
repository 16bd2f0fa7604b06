package io.vestibule.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

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
   * @param done how many were done before
   */
  record Position(String phase, String after, long done) {}

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
    return Optional.of(
        new Position(
            saved.path("phase").asText(),
            saved.path("after").asText(),
            saved.path("done").asLong()));
  }

  void save(Position position) {
    file.ifPresent(
        path -> {
          try {
            Path next = path.resolveSibling(path.getFileName() + ".new");
            Files.write(
                next,
                json.writeValueAsBytes(
                    json.createObjectNode()
                        .put("source", source)
                        .put("phase", position.phase())
                        .put("after", position.after())
                        .put("done", position.done())));
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
            throw new UncheckedIOException(stuck);
          }
        });
  }
}
