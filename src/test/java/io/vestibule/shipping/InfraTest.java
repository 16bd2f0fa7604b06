package io.vestibule.shipping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
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

  private static final Pattern PRINTED =
      Pattern.compile("(\\w+)\\s+= aws_dynamodb_table\\.vestibule\\[\"(\\w+)\"]\\.name");

  @Inject Tables tables;

  @Test
  void everyFileIsHcl() {
    assertTrue(Terraform.files().size() >= 6);
    Terraform.files().forEach(Terraform::parse);
  }

  @Test
  void terraformMakesTheServicesTables() {
    assertEquals(ofTheService(), lines(Terraform.tables()));
  }

  @Test
  void theCommandLineMakesTheServicesTables() {
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
    Map<String, Object> table =
        Terraform.section("tables.tf", "resource", "aws_dynamodb_table", "vestibule");
    assertEquals(Terraform.definitions(), table.get("for_each"));
    assertEquals("PAY_PER_REQUEST", table.get("billing_mode"));
    assertEquals("var.deletion_protection", table.get("deletion_protection_enabled").toString());
    for (String protection : List.of("point_in_time_recovery", "server_side_encryption")) {
      assertEquals(
          true,
          Terraform.block(table.get(protection)).get("enabled"),
          () -> protection + " is off");
    }
  }

  @Test
  void theEnvironmentTerraformPrintsIsTheOneTheServiceReads() throws IOException {
    Map<String, String> read = new TreeMap<>();
    TABLE_VARIABLE
        .matcher(Files.readString(Checkout.path("src/main/resources/application.properties")))
        .results()
        .forEach(found -> read.put(found.group(1), found.group(2)));
    Map<String, Object> names =
        Terraform.section("variables.tf", "variable", "table_names", "default");

    Map<String, String> printed = new TreeMap<>();
    PRINTED
        .matcher(Files.readString(Checkout.path("infra/outputs.tf")))
        .results()
        .forEach(found -> printed.put(found.group(1), names.get(found.group(2)).toString()));

    assertEquals(read, printed);
  }

  @Test
  void rolesNameTheirActionsAndTables() {
    Map<String, Object> locals = Terraform.section("iam.tf", "locals");
    Set<String> all = Terraform.definitions().keySet();
    assertEquals(all, Terraform.block(locals.get("service_actions")).keySet());
    for (String role : List.of("service_actions", "import_actions")) {
      Terraform.block(locals.get(role))
          .forEach(
              (table, actions) ->
                  Terraform.texts(actions)
                      .forEach(
                          action ->
                              assertTrue(
                                  action.matches("[A-Z][A-Za-z]+") && !action.equals("Scan"),
                                  table)));
    }
    Terraform.block(locals.get("import_actions"))
        .forEach(
            (table, actions) -> {
              // A record that an earlier system left in the users table gets the attributes it
              // lacks.
              assertTrue(
                  table.equals("users") || !Terraform.texts(actions).contains("UpdateItem"), table);
              assertFalse(Terraform.texts(actions).contains("DeleteItem"), table);
            });
  }

  @Test
  void queriedIndexesExist() {
    Map<String, Object> defined = Terraform.definitions();
    Terraform.block(Terraform.section("iam.tf", "locals").get("service_indexes"))
        .forEach(
            (table, index) ->
                assertTrue(
                    Terraform.blocks(Terraform.block(defined.get(table)).get("indexes")).stream()
                        .anyMatch(known -> index.toString().equals(known.get("name").toString())),
                    table + " " + index));
  }

  @Test
  void noPolicyAllowsEverything() throws IOException {
    String policies = Files.readString(Checkout.path("infra/iam.tf"));
    assertFalse(Pattern.compile("resources\\s*=\\s*\\[\"\\*\"").matcher(policies).find());
    assertFalse(Pattern.compile("actions\\s*=\\s*\\[[^]]*\\*").matcher(policies).find());
  }

  private String ofTheService() {
    return lines(tables.all().stream().map(TableText::of).toList());
  }

  private static String lines(List<String> tables) {
    return new TreeSet<>(tables).stream().collect(Collectors.joining("\n"));
  }
}
