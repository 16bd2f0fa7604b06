package io.vestibule.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.deployment.Terraform.Statement;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.Tables;
import io.vestibule.testing.Checkout;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Terraform's, the command line's and the service's own idea of the tables are the same. */
@QuarkusTest
class InfraTest {
  private static final Pattern TABLE_VARIABLE =
      Pattern.compile("vestibule\\.tables\\.[\\w-]+=\\$\\{(\\w+):([\\w-]+)}");

  private static final String TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/";
  private static final String INDEX = "/index/";
  private static final String BUCKET = "arn:aws:s3:::example-recordings";

  @Inject Tables tables;

  @Test
  void thePlanIsThatOfTheFiles() {
    assertEquals(
        Terraform.sources(),
        Terraform.plannedSources(),
        "infra/*.tf changed: run .ci/steps/terraform --write");
  }

  @Test
  void terraformCreatesTheTablesOfTheService() {
    assertEquals(ofTheService(), lines(Terraform.tableLines()));
  }

  @Test
  void theCommandLinesCreateTheTablesOfTheService() {
    assertEquals(ofTheService(), lines(CommandLines.tables()));
    for (String table : tables.all().stream().map(table -> table.name()).toList()) {
      assertTrue(
          CommandLines.text().stream()
              .anyMatch(
                  line ->
                      line.startsWith(
                              "aws dynamodb update-continuous-backups --table-name " + table)
                          && line.endsWith("PointInTimeRecoveryEnabled=true")),
          table);
    }
  }

  @Test
  void everyTableIsOnDemandBackedUpEncryptedAndProtected() {
    for (JsonNode table : Terraform.tables()) {
      assertEquals("PAY_PER_REQUEST", table.get("billing_mode").asText());
      for (String protection :
          List.of("deletion_protection", "point_in_time_recovery", "encryption")) {
        assertTrue(table.get(protection).asBoolean(), () -> protection + " is off: " + table);
      }
    }
  }

  @Test
  void theEnvironmentTerraformPrintsIsTheOneTheServiceReads() throws IOException {
    Map<String, String> read = new TreeMap<>();
    TABLE_VARIABLE
        .matcher(Files.readString(Checkout.path("src/main/resources/application.properties")))
        .results()
        .forEach(found -> read.put(found.group(1), found.group(2)));
    Map<String, String> printed = new TreeMap<>(Terraform.environment());
    assertEquals("example-recordings", printed.remove("S3_BUCKET"));
    assertEquals(read, printed);
  }

  @Test
  void theServiceMayUseEveryTableAndTheRecordings() {
    Set<String> allowed = resources("service");
    for (TableDefinition table : tables.all()) {
      assertTrue(allowed.remove(TABLE + table.name()), table::name);
      // Indexes that the role may not query are for operators: email-index and EmailIndex.
      table.indexes().forEach(index -> allowed.remove(TABLE + table.name() + INDEX + index.name()));
    }
    assertEquals(Set.of(BUCKET, BUCKET + "/users/*"), allowed);
    assertEquals(
        List.of("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
        actions("service", BUCKET + "/users/*"));
    assertEquals(List.of("s3:ListBucket"), actions("service", BUCKET));
  }

  @Test
  void rolesNameTheirActionsAndResources() {
    for (String role : List.of("service", "import")) {
      for (Statement statement : Terraform.statements(role)) {
        assertEquals("Allow", statement.effect());
        assertFalse(statement.actions().isEmpty());
        for (String action : statement.actions()) {
          assertTrue(action.matches("(?:dynamodb|s3):[A-Z][A-Za-z]+"), statement::toString);
          assertFalse(action.equals("dynamodb:Scan"), statement::toString);
        }
        for (String resource : statement.resources()) {
          assertTrue(resource.matches("[^*]+(?:/users/\\*)?"), statement::toString);
        }
      }
    }
  }

  @Test
  void anImportAddsAndNeverDeletes() {
    Set<String> known =
        tables.all().stream().map(table -> TABLE + table.name()).collect(Collectors.toSet());
    for (Statement statement : Terraform.statements("import")) {
      assertTrue(known.containsAll(statement.resources()), statement::toString);
      // An adopted record of an earlier system gets the attributes that it lacks.
      assertTrue(
          statement.sid().equals("TableUsers")
              || !statement.actions().contains("dynamodb:UpdateItem"),
          statement::toString);
      assertFalse(statement.actions().contains("dynamodb:DeleteItem"), statement::toString);
    }
  }

  private static Set<String> resources(String role) {
    return Terraform.statements(role).stream()
        .flatMap(statement -> statement.resources().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> actions(String role, String resource) {
    return Terraform.statements(role).stream()
        .filter(statement -> statement.resources().contains(resource))
        .flatMap(statement -> statement.actions().stream())
        .toList();
  }

  private String ofTheService() {
    return lines(tables.all().stream().map(TableText::of).toList());
  }

  private static String lines(List<String> tables) {
    return new TreeSet<>(tables).stream().collect(Collectors.joining("\n"));
  }
}
