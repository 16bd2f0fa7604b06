package io.vestibule.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Alerts, dashboards and the manual watch metrics that exist, and the manual says what to do for
 * each alert. {@code .ci/steps/observability} runs the tests of the rules.
 */
@QuarkusTest
class ObservabilityTest {
  private static final String MANUAL = "docs/operations.md";
  private static final Pattern METER = Pattern.compile("(?:vestibule|http_server)_[a-z_]+");
  private static final Pattern HEADING = Pattern.compile("(?m)^### (Vestibule\\w+)$");

  /** From Prometheus itself, kube-state-metrics and the kubelet. */
  private static final Set<String> OF_THE_CLUSTER =
      Set.of(
          "up",
          "kube_pod_status_ready",
          "kube_pod_status_phase",
          "kube_pod_container_resource_limits",
          "container_memory_working_set_bytes",
          "container_cpu_usage_seconds_total");

  @Test
  void rulesAndDashboardsWatchMetricsThatExist() {
    Set<String> watched = Alerts.metrics();
    assertTrue(watched.contains("vestibule_password_queue"), watched::toString);
    watched.removeAll(OF_THE_CLUSTER);
    watched.removeAll(Meters.names());
    assertEquals(Set.of(), watched);
  }

  @Test
  void theManualNamesMetricsThatExist() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String page : List.of(MANUAL, "docs/federation.md")) {
      METER
          .matcher(Files.readString(Checkout.path(page)))
          .results()
          .forEach(found -> named.add(found.group()));
    }
    assertFalse(named.isEmpty());
    named.removeAll(Meters.names());
    assertEquals(Set.of(), named);
  }

  @Test
  void everyAlertSaysHowUrgentItIsAndWhereToRead() {
    for (JsonNode alert : Alerts.all()) {
      String name = alert.path("alert").asText();
      assertTrue(alert.path("for").asText().matches("[0-9]+m"), name);
      assertTrue(
          Set.of("critical", "warning").contains(alert.at("/labels/severity").asText()), name);
      assertFalse(alert.at("/annotations/summary").asText().isBlank(), name);
      assertEquals(
          MANUAL + "#" + name.toLowerCase(Locale.ROOT),
          alert.at("/annotations/runbook_url").asText());
    }
  }

  @Test
  void theManualHasAnEntryForEachAlert() throws IOException {
    Set<String> entries =
        HEADING
            .matcher(Files.readString(Checkout.path(MANUAL)).replaceAll("(?s)<!--.*?-->", ""))
            .results()
            .map(heading -> heading.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(names(Alerts.installed()), entries);
  }

  @Test
  void everyAlertHasACaseThatFiresAndOneThatDoesNot() {
    Set<String> firing = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (JsonNode test : Alerts.cases()) {
      (test.get("exp_alerts").isEmpty() ? silent : firing).add(test.get("alertname").asText());
    }
    assertEquals(names(Alerts.all()), firing);
    assertEquals(names(Alerts.all()), silent);
  }

  /** The check itself. */
  @Test
  void metricsAreFoundInAQuery() {
    assertEquals(
        Set.of("a_total", "b_seconds"),
        Alerts.metrics(
            "sum by (pod) (rate(a_total{job=\"x\", uri!~\"[^/]+\"}[5m])) / on (pod) b_seconds > 1"
                + " and on (namespace) a_total offset 5m"));
  }

  private static Set<String> names(List<JsonNode> alerts) {
    return alerts.stream()
        .map(alert -> alert.path("alert").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
