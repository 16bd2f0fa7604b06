package io.vestibule.deployment;

import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The lines of {@code docs/tables.md} that make tables with the AWS command line. */
final class CommandLines {
  private static final Pattern CREATE =
      Pattern.compile("aws dynamodb create-table --table-name (\\S+)(.*)");
  private static final Pattern EXPIRE =
      Pattern.compile(
          "aws dynamodb update-time-to-live --table-name (\\S+).*Enabled=true,AttributeName=(\\w+)");
  private static final Pattern INDEX =
      Pattern.compile(
          "IndexName=([\\w-]+),KeySchema=\\[(.*?)\\],Projection=\\{ProjectionType=(\\w+)"
              + "(?:,NonKeyAttributes=\\[(.*?)\\])?\\}");
  private static final Pattern KEY = Pattern.compile("AttributeName=(\\w+),KeyType=(HASH|RANGE)");
  private static final Pattern TYPE = Pattern.compile("AttributeName=(\\w+),AttributeType=(\\w)");

  private CommandLines() {}

  static List<String> text() {
    try {
      return Files.readString(Checkout.path("docs/tables.md"))
          .replaceAll("\\\\\\R\\s*", "")
          .lines()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The tables, as {@link TableText} lines. */
  static List<String> tables() {
    Map<String, String> expiry = new HashMap<>();
    matches(EXPIRE, text()).forEach(found -> expiry.put(found.group(1), found.group(2)));
    return matches(CREATE, text()).stream()
        .map(
            found ->
                line(
                    found.group(1),
                    found.group(2),
                    Optional.ofNullable(expiry.get(found.group(1)))))
        .sorted()
        .toList();
  }

  private static String line(String name, String options, Optional<String> expiry) {
    Map<String, String> types = new TreeMap<>();
    TYPE.matcher(options).results().forEach(type -> types.put(type.group(1), type.group(2)));
    String keySchema = options.replaceAll(".*--key-schema (.*?)(?: --.*)?$", "$1");
    return TableText.line(
        name,
        keys(keySchema),
        INDEX
            .matcher(options)
            .results()
            .map(
                index ->
                    TableText.index(
                        index.group(1),
                        keys(index.group(2)),
                        index.group(3),
                        index.group(4) == null ? List.of() : List.of(index.group(4).split(","))))
            .toList(),
        expiry,
        types);
  }

  private static List<String> keys(String schema) {
    return KEY.matcher(schema).results().map(key -> key.group(1)).toList();
  }

  private static List<MatchResult> matches(Pattern pattern, List<String> lines) {
    List<MatchResult> found = new ArrayList<>();
    lines.forEach(line -> pattern.matcher(line).results().forEach(found::add));
    return found;
  }
}
