package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.ListedPool;
import io.vestibule.testing.Rows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The rules of an import, with a fake pool that only lists users. */
@QuarkusTest
@QuarkusTestResource(ExternalIssuers.class)
class CognitoImportTest {
  private static final double FAST = 1_000;

  @TempDir Path folder;

  private final CognitoImport imports;
  private final StringWriter shown = new StringWriter();
  private ListedPool pool;

  CognitoImportTest(CognitoImport imports) {
    this.imports = imports;
  }

  @BeforeEach
  void listen() throws IOException {
    pool = ListedPool.listening();
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void usersGetAccountAndProfileOnce() {
    String subject = UUID.randomUUID().toString();
    String email = Api.freshEmail();
    pool.user(
        subject,
        Map.of(
            "email", email,
            "email_verified", "true",
            "given_name", "Ada",
            "family_name", "Lovelace",
            "custom:role", "vendor"));

    assertEquals("users created: 1, conflicts: 0", run(false).sentence());

    var record = Rows.users().find(subject).orElseThrow();
    assertEquals(email, record.get("email").s());
    assertEquals("vendor", record.get("role").s());
    assertEquals("2024-03-01T12:00:00Z", record.get("createdAt").s());
    var profile = Rows.profiles().find(subject).orElseThrow();
    assertEquals(email, profile.get("email").s());

    assertEquals("users unchanged: 1, conflicts: 0", run(false).sentence());
    assertEquals(record, Rows.users().find(subject).orElseThrow());
    assertEquals(profile, Rows.profiles().find(subject).orElseThrow());
  }

  @Test
  void laterChangesAreNotOverwritten() {
    String subject = UUID.randomUUID().toString();
    pool.user(subject, Map.of("email", Api.freshEmail(), "email_verified", "true", "name", "Ada"));
    run(false);
    AttributeValue name = AttributeValue.fromS("Countess");
    Rows.users().set(subject, "name", name);

    run(false);

    assertEquals(name, Rows.users().find(subject).orElseThrow().get("name"));
  }

  @Test
  void dryRunReportsTheSameAndWritesNothing() throws IOException {
    String subject = UUID.randomUUID().toString();
    String email = Api.freshEmail();
    pool.user(subject, Map.of("email", email, "email_verified", "true"));

    assertEquals("users created: 1, conflicts: 0", run(true).sentence());

    assertTrue(Rows.users().find(subject).isEmpty());
    assertTrue(Rows.profiles().find(subject).isEmpty());
    assertTrue(Rows.logins().find("email:" + email).isEmpty());
    assertTrue(Rows.logins().where("user_id", subject).isEmpty());
    assertFalse(Files.exists(checkpoint()));
  }

  @Test
  void conflictsAreReportedWithoutAddresses() throws IOException {
    String taken = Api.register().email();
    String twin = Api.freshEmail();
    String[] ids = new String[6];
    for (int n = 0; n < ids.length; n++) {
      ids[n] = UUID.randomUUID().toString();
    }
    pool.user(ids[0], verified(taken));
    pool.user(ids[1], verified(twin));
    pool.user(ids[2], verified(twin.toUpperCase(Locale.ROOT)));
    pool.user(ids[3], verified("no address"));
    pool.user(
        ids[4],
        Map.of("email", Api.freshEmail(), "email_verified", "true", "custom:role", "admin"));
    pool.user(ids[5], Map.of("name", "x".repeat(100_000), "picture", "javascript:alert(1)"));
    pool.user("", Map.of("email", Api.freshEmail()));

    ImportSummary summary = run(false);

    assertEquals("users created: 6, users refused: 1, conflicts: 5", summary.sentence());
    String report = Files.readString(report());
    assertFalse(report.contains("@"), report);
    TreeSet<String> reasons = new TreeSet<>();
    for (String line : report.lines().toList()) {
      JsonNode conflict = new ObjectMapper().readTree(line);
      reasons.add(conflict.path("id").asText() + " " + conflict.path("conflicts").path(0).asText());
    }
    assertTrue(reasons.contains(ids[0] + " email-taken"), report);
    assertTrue(reasons.contains(ids[2] + " email-taken"), report);
    assertTrue(reasons.contains(ids[3] + " invalid-email"), report);
    assertTrue(reasons.contains(ids[4] + " role-not-trusted"), report);
    assertEquals("customer", Rows.users().find(ids[4]).orElseThrow().get("role").s());
    assertFalse(Rows.users().find(ids[5]).orElseThrow().containsKey("profileImage"));
    assertFalse(shown.toString().contains("@"), shown::toString);
  }

  @Test
  void interruptedImportResumesAtItsPage() throws IOException {
    List<String> subjects = users(130);
    pool.failFrom(1);
    ImportFailure failure = assertThrows(ImportFailure.class, () -> run(false));
    assertEquals(
        "Cognito refuses to list the pool's users: NotAuthorizedException", failure.getMessage());
    assertEquals(60, new ObjectMapper().readTree(checkpoint().toFile()).path("done").asInt());
    pool.recover();
    pool.forgetRequests();

    ImportSummary summary = run(false);

    assertEquals("users created: 130, conflicts: 0", summary.sentence());
    assertEquals(2, pool.listings(), "the first page is not read again");
    assertFalse(Files.exists(checkpoint()));
    for (String subject : subjects) {
      assertTrue(Rows.users().find(subject).isPresent());
    }
  }

  @Test
  void expiredPaginationTokenRestartsTheImport() throws IOException {
    users(130);
    pool.failFrom(1);
    assertThrows(ImportFailure.class, () -> run(false));
    pool.recover();
    pool.forgetPages();

    ImportSummary summary = run(false);

    assertEquals("users created: 70, users unchanged: 60, conflicts: 0", summary.sentence());
    assertTrue(shown.toString().contains("starts with the first page"), shown::toString);
  }

  @Test
  void missingPoolIsOneLine() {
    URI unused = pool.address();
    pool.close();

    ImportFailure failure =
        assertThrows(
            ImportFailure.class,
            () -> {
              try (CognitoPool missing =
                  new CognitoPool(ExternalIssuers.POOL, FAST, Optional.of(unused))) {
                imports.run(missing, options(false));
              }
            });
    assertEquals(
        "Cognito cannot be reached: check endpoint, region and credentials", failure.getMessage());
  }

  private List<String> users(int count) {
    List<String> subjects = new ArrayList<>();
    for (int user = 0; user < count; user++) {
      String subject = UUID.randomUUID().toString();
      subjects.add(subject);
      pool.user(subject, verified(Api.freshEmail()));
    }
    return subjects;
  }

  private static Map<String, String> verified(String email) {
    return Map.of("email", email, "email_verified", "true");
  }

  private ImportSummary run(boolean dryRun) {
    try (CognitoPool source =
        new CognitoPool(ExternalIssuers.POOL, FAST, Optional.of(pool.address()))) {
      return imports.run(source, options(dryRun));
    }
  }

  private ImportOptions options(boolean dryRun) {
    return new ImportOptions(
        dryRun,
        Optional.of(checkpoint()),
        Optional.of(report()),
        new PrintWriter(shown, true),
        false);
  }

  private Path checkpoint() {
    return folder.resolve("checkpoint.json");
  }

  private Path report() {
    return folder.resolve("report.jsonl");
  }
}
