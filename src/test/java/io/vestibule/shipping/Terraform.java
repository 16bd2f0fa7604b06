package io.vestibule.shipping;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import com.bertramlabs.plugins.hcl4j.HCLParserException;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of {@code infra/}, parsed. References to other resources stay as they are written. */
final class Terraform {
  private static final Path FOLDER = Checkout.path("infra");

  private Terraform() {}

  static List<Path> files() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".tf")).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Map<String, Object> parse(Path file) {
    try {
      return new HCLParser().parse(Files.readString(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (HCLParserException malformed) {
      throw new IllegalStateException(file + " is not HCL", malformed);
    }
  }

  /** What stands in a file under these labels, one below the other. */
  static Map<String, Object> section(String file, String... labels) {
    Object section = parse(FOLDER.resolve(file));
    for (String label : labels) {
      section = block(section).get(label);
    }
    return block(section);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> block(Object value) {
    return (Map<String, Object>) value;
  }

  /** A block that may stand there several times, once or not at all. */
  static List<Map<String, Object>> blocks(Object value) {
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> several
        ? several.stream().map(Terraform::block).toList()
        : List.of(block(value));
  }

  static Optional<String> text(Map<String, Object> block, String attribute) {
    return Optional.ofNullable(block.get(attribute)).map(Object::toString);
  }

  static List<String> texts(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(Object::toString).toList();
  }

  /** The tables, as {@link TableText} lines. */
  static List<String> tables() {
    Map<String, Object> names = section("variables.tf", "variable", "table_names", "default");
    List<String> lines = new ArrayList<>();
    section("tables.tf", "resource", "aws_dynamodb_table")
        .forEach((id, table) -> lines.add(line(names.get(id).toString(), block(table))));
    return lines.stream().sorted().toList();
  }

  private static String line(String name, Map<String, Object> table) {
    Map<String, String> types = new TreeMap<>();
    for (Map<String, Object> attribute : blocks(table.get("attribute"))) {
      types.put(text(attribute, "name").orElseThrow(), text(attribute, "type").orElseThrow());
    }
    return TableText.line(
        name,
        TableText.keys(text(table, "hash_key").orElseThrow(), text(table, "range_key")),
        blocks(table.get("global_secondary_index")).stream()
            .map(
                index ->
                    TableText.index(
                        text(index, "name").orElseThrow(),
                        TableText.keys(
                            text(index, "hash_key").orElseThrow(), text(index, "range_key")),
                        text(index, "projection_type").orElseThrow(),
                        texts(index.get("non_key_attributes"))))
            .toList(),
        blocks(table.get("ttl")).stream()
            .filter(ttl -> Boolean.TRUE.equals(ttl.get("enabled")))
            .map(ttl -> text(ttl, "attribute_name").orElseThrow())
            .findAny(),
        types);
  }
}
