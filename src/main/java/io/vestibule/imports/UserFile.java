package io.vestibule.imports;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of users, or standard input, read user by user, so that memory use is constant: JSON
 * lines, or one JSON object with the array {@code users}.
 */
public final class UserFile implements AutoCloseable {
  private static final String STANDARD_INPUT = "-";

  /** In characters. */
  private static final int MAX_LINE = 1_000_000;

  private final String name;
  private final UserFormat format;
  private final BufferedReader lines;

  private UserFile(String name, UserFormat format, BufferedReader lines) {
    this.name = name;
    this.format = format;
    this.lines = lines;
  }

  /** Gives the users one by one; the missing node for a line that is no JSON. */
  interface Users {
    /** Empty at the end. */
    Optional<JsonNode> next() throws IOException;
  }

  /**
   * @param file a path; {@code -} for standard input
   * @throws ImportFailure if the file cannot be opened
   */
  public static UserFile open(String file, UserFormat format) {
    try {
      InputStream stream =
          file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file));
      return new UserFile(
          file.equals(STANDARD_INPUT) ? file : Path.of(file).toAbsolutePath().toString(),
          format,
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
    } catch (IOException unreadable) {
      throw new ImportFailure("file " + file + " cannot be read");
    }
  }

  /** For the checkpoint. */
  String name() {
    return name;
  }

  UserFormat format() {
    return format;
  }

  Users users(ObjectMapper json) throws IOException {
    return format == UserFormat.FIREBASE ? ofArray(json) : () -> nextLine(json);
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException failed) {
      throw new ImportFailure("file " + name + " cannot be closed");
    }
  }

  private Optional<JsonNode> nextLine(ObjectMapper json) throws IOException {
    while (true) {
      StringBuilder line = new StringBuilder();
      int next = lines.read();
      if (next < 0) {
        return Optional.empty();
      }
      for (; next >= 0 && next != '\n'; next = lines.read()) {
        if (line.length() <= MAX_LINE) {
          line.append((char) next);
        }
      }
      if (line.length() > MAX_LINE) {
        return Optional.of(json.missingNode());
      }
      if (!line.toString().isBlank()) {
        return Optional.of(parse(line.toString(), json));
      }
    }
  }

  private static JsonNode parse(String line, ObjectMapper json) {
    try {
      return json.readTree(line);
    } catch (JsonProcessingException malformed) {
      return json.missingNode();
    }
  }

  /** The elements of {@code users} in the outermost object. */
  private Users ofArray(ObjectMapper json) throws IOException {
    JsonParser parser = json.createParser(lines);
    ObjectReader element = json.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw notAnExport();
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = parser.currentName().equals("users");
      JsonToken value = parser.nextToken();
      if (found && value == JsonToken.START_ARRAY) {
        return () -> nextElement(parser, element);
      }
      parser.skipChildren();
    }
    throw notAnExport();
  }

  /** Empty at the end of the array, however often it is called. */
  private static Optional<JsonNode> nextElement(JsonParser parser, ObjectReader element)
      throws IOException {
    if (parser.isClosed()) {
      return Optional.empty();
    }
    if (parser.nextToken() == JsonToken.END_ARRAY) {
      parser.close();
      return Optional.empty();
    }
    return Optional.of(element.readTree(parser));
  }

  private ImportFailure notAnExport() {
    return new ImportFailure("file " + name + " has no array named users");
  }
}
