package io.vestibule.shipping;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import com.bertramlabs.plugins.hcl4j.HCLParserException;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** What {@code tables.tf} says of each table, by its id there. */
  static Map<String, Object> definitions() {
    return section("tables.tf", "locals", "tables");
  }

  /** The tables, as {@link TableText} lines. */
  static List<String> tables() {
    Map<String, Object> names = section("variables.tf", "variable", "table_names", "default");
    return definitions().entrySet().stream()
        .map(table -> line(names.get(table.getKey()).toString(), block(table.getValue())))
        .sorted()
        .toList();
  }

  private static String line(String name, Map<String, Object> table) {
    Map<String, String> types = new TreeMap<>();
    block(table.get("attributes")).forEach((key, type) -> types.put(key, type.toString()));
    return TableText.line(
        name,
        keys(table),
        blocks(table.get("indexes")).stream().map(Terraform::index).toList(),
        text(table, "expires_by"),
        types);
  }

  private static String index(Map<String, Object> index) {
    return TableText.index(
        text(index, "name").orElseThrow(),
        keys(index),
        text(index, "projection").orElseThrow(),
        texts(index.get("carried")));
  }

  private static List<String> keys(Map<String, Object> keyed) {
    return TableText.keys(text(keyed, "key").orElseThrow(), text(keyed, "sort"));
  }
}
