package io.vestibule.imports;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.apikey.KeyClient;
import io.vestibule.runtime.Digests;
import io.vestibule.testing.Api;
import io.vestibule.testing.BackEnd;
import io.vestibule.usage.ApiTokenOwner;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vestibule import api-keys}. */
@QuarkusTest
class ApiKeyImportTest {
  @Inject ApiKeyImport keys;
  @TempDir Path folder;

  private final String secret = "sk_live_" + UUID.randomUUID();

  @Test
  void customersKeepTheirSecrets() throws IOException {
    ApiTokenOwner owner = ApiTokenOwner.signUp();

    assertEquals(
        Map.of("api_keys created", 1L),
        run(line(
                owner.userId(),
                secret,
                ",\"prefix\":\"sk_live_51\",\"last_four\":\"x7f3\",\"quota\":5"))
            .outcomes());

    use(secret, 3).then().statusCode(200).body("usage_count", equalTo(3));
    assertProblem(use(secret, 3), ErrorCode.API_KEY_QUOTA_EXCEEDED);
    Api.bearer(secret).body(Map.of("units", 1)).post("/api/usage").then().statusCode(200);
    BackEnd.withScopes(ServiceKeyScopes.KEYS_VERIFY)
        .request()
        .body(Map.of("key", secret, "units", 0))
        .post("/api/keys/verify")
        .then()
        .body("code", equalTo("VALID"))
        .body("user_id", equalTo(owner.userId()));
    Response listed = owner.session().get("/api/user/api-keys");
    listed
        .then()
        .body("api_keys[1].name", equalTo("Old key"))
        .body("api_keys[1].prefix", equalTo("sk_live_51"))
        .body("api_keys[1].last_four", equalTo("x7f3"));

    String id = listed.path("api_keys[1].id");
    KeyClient rotated = new KeyClient(owner, id, secret).rotate(0);
    assertProblem(use(secret, 1), ErrorCode.TOKEN_INVALID);
    rotated.use(1).then().statusCode(200);

    // The secret ended, perhaps because it leaked: another run must not bring it back.
    ImportSummary again = run(line(owner.userId(), secret, ""));
    assertEquals(Map.of("api_keys refused", 1L), again.outcomes());
    assertProblem(use(secret, 1), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void aSecondRunChangesNothing() throws IOException {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    String line = line(owner.userId(), secret, "");
    run(line);

    assertEquals(Map.of("api_keys unchanged", 1L), run(line, "").outcomes());
    owner
        .session()
        .get("/api/user/api-keys")
        .then()
        .body("api_keys.size()", equalTo(2))
        .body("api_keys[1].prefix", equalTo(""));
  }

  @Test
  void aDryRunWritesNothing() throws IOException {
    ApiTokenOwner owner = ApiTokenOwner.signUp();

    assertEquals(
        Map.of("api_keys created", 1L), run(true, line(owner.userId(), secret, "")).outcomes());

    assertProblem(use(secret, 1), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void conflictsAreReportedByTheNumberOfTheLine() throws IOException {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    ApiTokenOwner other = ApiTokenOwner.signUp();

    ImportSummary summary =
        run(
            line(owner.userId(), secret, ""),
            line(other.userId(), secret, ""),
            line(other.userId(), other.apiToken(), ""),
            line(UUID.randomUUID().toString(), "sk_live_" + UUID.randomUUID(), ""),
            line(owner.userId(), "x", ",\"quotas\":5"),
            line(owner.userId(), "x", ",\"expires_at\":\"2020-01-31T00:00:00Z\""),
            "{\"user_id\":\"u\",\"name\":\"n\",\"sha256\":\"00\"}",
            "no JSON");

    assertEquals(Map.of("api_keys created", 1L, "api_keys refused", 7L), summary.outcomes());
    assertEquals(7, summary.conflicts());
    List<String> report = Files.readAllLines(folder.resolve("report"));
    assertEquals(
        List.of(
            "secret-taken",
            "secret-taken",
            "no-owner",
            "invalid-key",
            "invalid-key",
            "invalid-key",
            "invalid-key"),
        report.stream().map(line -> line.replaceAll(".*\\[\"|\"\\].*", "")).toList());
    assertEquals(
        "{\"kind\":\"api_key\",\"id\":\"line:2\",\"outcome\":\"refused\",\"conflicts\":[\"secret-taken\"]}",
        report.get(0));
    use(secret, 1).then().statusCode(200);
  }

  /** Without a configured prefix the store is not asked. */
  @Test
  void aSecretWithAnotherPrefixIsUnknown() throws IOException {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    String elsewhere = "pk_live_" + UUID.randomUUID();
    run(line(owner.userId(), elsewhere, ""));

    assertProblem(use(elsewhere, 1), ErrorCode.TOKEN_INVALID);
  }

  private static Response use(String key, int units) {
    return Api.json().header("X-API-Key", key).body(Map.of("units", units)).post("/api/usage");
  }

  private static String line(String userId, String key, String members) {
    return "{\"user_id\":\"%s\",\"sha256\":\"%s\",\"name\":\"Old key\"%s}"
        .formatted(userId, Digests.sha256Hex(key), members);
  }

  private ImportSummary run(String... lines) throws IOException {
    return run(false, lines);
  }

  private ImportSummary run(boolean dryRun, String... lines) throws IOException {
    Path file = folder.resolve("keys.jsonl");
    Files.write(file, List.of(lines));
    return keys.run(
        file,
        1_000,
        new ImportOptions(
            dryRun,
            Optional.empty(),
            Optional.of(folder.resolve("report")),
            new PrintWriter(Writer.nullWriter()),
            false));
  }
}
