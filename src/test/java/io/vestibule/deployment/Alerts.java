package io.vestibule.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The alerts and dashboards that {@code k8s/components/observability} installs. */
final class Alerts {
  private static final Path COMPONENT = Checkout.path("k8s/components/observability");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** What stands in a query and is not a metric: texts, selectors, ranges, lists of labels. */
  private static final Pattern NO_METRIC =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*\\}|\\[[^\\]]*\\]|\\b(?:by|on|without|ignoring)\\s*\\([^)]*\\)");

  private static final Pattern METRIC = Pattern.compile("\\b[a-zA-Z_]\\w*\\b(?!\\s*\\()");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

  private Alerts() {}

  /** The rules that the component installs. */
  static List<JsonNode> installed() {
    return files("resources").flatMap(Alerts::rules).toList();
  }

  /** All rules in the folder, installed or not. */
  static List<JsonNode> all() {
    try (Stream<Path> files = Files.list(COMPONENT)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("prometheusrule"))
          .flatMap(Alerts::rules)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The cases of {@code src/test/observability}. */
  static List<JsonNode> cases() {
    try (Stream<Path> files = Files.list(Checkout.path("src/test/observability"))) {
      return files
          .flatMap(file -> read(file).findValues("alert_rule_test").stream())
          .flatMap(JsonNode::valueStream)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The metrics that installed rules and dashboards name. */
  static Set<String> metrics() {
    Set<String> metrics = new TreeSet<>();
    Stream.concat(
            installed().stream(),
            files("configMapGenerator").map(Alerts::read).flatMap(Alerts::targets))
        .forEach(query -> metrics.addAll(metrics(query.get("expr").asText())));
    return metrics;
  }

  static Set<String> metrics(String query) {
    Set<String> metrics = new TreeSet<>();
    METRIC
        .matcher(NO_METRIC.matcher(query).replaceAll(" "))
        .results()
        .forEach(word -> metrics.add(word.group()));
    metrics.removeAll(OPERATORS);
    return metrics;
  }

  private static Stream<JsonNode> rules(Path file) {
    return read(file).findValues("rules").stream().flatMap(JsonNode::valueStream);
  }

  private static Stream<JsonNode> targets(JsonNode dashboard) {
    return dashboard.findValues("targets").stream().flatMap(JsonNode::valueStream);
  }

  /** The files that a part of the kustomization names. */
  private static Stream<Path> files(String part) {
    JsonNode named = read(COMPONENT.resolve("kustomization.yaml")).get(part);
    return named
        .valueStream()
        .flatMap(entry -> entry.isTextual() ? Stream.of(entry) : entry.get("files").valueStream())
        .map(entry -> entry.asText().replaceFirst(".*=", ""))
        .map(COMPONENT::resolve);
  }

  private static JsonNode read(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
