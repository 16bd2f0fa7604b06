package io.vestibule.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What Terraform plans for {@code infra/}: the summary {@code infra/plan.json}, which {@code
 * .ci/steps/terraform} writes and compares with a new plan (docs/decisions/0075-terraform-plan.md).
 */
final class Terraform {
  private static final Path FOLDER = Checkout.path("infra");
  private static final JsonNode PLAN = read();

  private Terraform() {}

  /** One statement of a role's policy. */
  record Statement(String sid, String effect, List<String> actions, List<String> resources) {}

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(FOLDER.resolve("plan.json").toFile());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The SHA-256 of each file that was planned. */
  static Map<String, String> plannedSources() {
    return texts(PLAN.get("sources"));
  }

  /** The SHA-256 of each file that is there now. */
  static Map<String, String> sources() {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      files
          .filter(file -> file.toString().endsWith(".tf"))
          .forEach(file -> hashes.put(file.getFileName().toString(), hash(file)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return hashes;
  }

  private static String hash(Path file) {
    try {
      byte[] text = Files.readString(file).replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  static Collection<JsonNode> tables() {
    return elements(PLAN.get("tables"));
  }

  /** The tables, as {@link TableText} lines. */
  static List<String> tableLines() {
    return tables().stream().map(Terraform::line).toList();
  }

  /** The statements of the role {@code service} or {@code import}. */
  static List<Statement> statements(String role) {
    return elements(PLAN.get("roles").get(role)).stream()
        .map(
            row ->
                new Statement(
                    row.path("sid").asText(),
                    row.path("effect").asText(),
                    list(row.get("actions")),
                    list(row.get("resources"))))
        .toList();
  }

  /** The settings that {@code terraform output environment} prints. */
  static Map<String, String> environment() {
    return texts(PLAN.get("environment"));
  }

  private static String line(JsonNode table) {
    return TableText.line(
        table.get("name").asText(),
        keys(table),
        elements(table.get("indexes")).stream().map(Terraform::index).toList(),
        text(table, "expires_by"),
        texts(table.get("attributes")));
  }

  private static String index(JsonNode index) {
    return TableText.index(
        index.get("name").asText(),
        keys(index),
        index.get("projection").asText(),
        list(index.get("carried")));
  }

  private static List<String> keys(JsonNode keyed) {
    return TableText.keys(keyed.get("hash_key").asText(), text(keyed, "range_key"));
  }

  private static Optional<String> text(JsonNode object, String member) {
    return Optional.of(object.get(member)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
    return texts;
  }

  private static List<String> list(JsonNode array) {
    return elements(array).stream().map(JsonNode::asText).toList();
  }

  private static List<JsonNode> elements(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).toList();
  }
}
