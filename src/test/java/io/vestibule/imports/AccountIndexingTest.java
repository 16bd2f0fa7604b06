package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Rows;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code vestibule accounts index}. */
@QuarkusTest
class AccountIndexingTest {
  private static final double UNLIMITED = 100_000;

  @Inject AccountIndexing indexing;
  @Inject ObjectMapper json;

  @TempDir Path folder;

  /** Other tests have left accounts of earlier versions. */
  @BeforeEach
  void addAll() {
    indexing.run(UNLIMITED, options(false));
  }

  @Test
  void addsTheAccountsOfEarlierVersionsOnce() {
    Map<String, AttributeValue> before = unlisted();
    String userId = before.get("user_id").s();

    assertTrue(indexing.run(UNLIMITED, options(true)) >= 1);
    assertFalse(isListed(userId));

    assertTrue(indexing.run(UNLIMITED, options(false)) >= 1);
    Map<String, AttributeValue> after = new HashMap<>(Rows.users().find(userId).orElseThrow());
    assertEquals(
        before.get("createdAt").s().substring(0, 10), after.get("listed_at").s().substring(0, 10));
    after.keySet().removeAll(List.of("list_shard", "listed_at"));
    assertEquals(before, after);
    assertEquals(0, indexing.run(UNLIMITED, options(false)));
  }

  @Test
  void anInterruptedRunResumesAfterItsCheckpoint() {
    Path file = folder.resolve("position");
    Checkpoint checkpoint = new Checkpoint(Optional.of(file), "accounts-index", json);
    String last = lastInTheTable();
    unlist(last);
    checkpoint.save(
        new Checkpoint.Position(
            "accounts", last, 70, new ImportSummary(Map.of("accounts added", 40L), 0)));

    // Nothing follows the last account, so this run adds none.
    assertEquals(40, indexing.run(UNLIMITED, options(false, file)));

    assertFalse(isListed(last));
    assertFalse(Files.exists(file));
    assertEquals(1, indexing.run(UNLIMITED, options(false, file)));
    assertTrue(isListed(last));
  }

  @Test
  void recordsOfEarlierSystemsAndErasedAccountsAreLeftAlone() {
    Map<String, AttributeValue> record = new HashMap<>(unlisted());
    record.remove("sealed_api_token");
    Rows.users().put(record);
    Map<String, AttributeValue> erased = new HashMap<>(unlisted());
    erased.put("erasing_since", AttributeValue.fromS("2026-11-28T00:00:00Z"));
    Rows.users().put(erased);

    assertEquals(0, indexing.run(UNLIMITED, options(false)));

    Rows.users().delete(record.get("user_id").s());
    Rows.users().delete(erased.get("user_id").s());
  }

  private static String lastInTheTable() {
    Api.register();
    List<Map<String, AttributeValue>> all = Rows.users().where("status", "active");
    return all.get(all.size() - 1).get("user_id").s();
  }

  /** As an earlier version wrote it. */
  private static void unlist(String userId) {
    Map<String, AttributeValue> row = new HashMap<>(Rows.users().find(userId).orElseThrow());
    row.keySet().removeAll(List.of("list_shard", "listed_at"));
    Rows.users().put(row);
  }

  private static Map<String, AttributeValue> unlisted() {
    String userId = Api.register().userId();
    unlist(userId);
    return Rows.users().find(userId).orElseThrow();
  }

  private static boolean isListed(String userId) {
    return Rows.users().find(userId).orElseThrow().containsKey("list_shard");
  }

  private static ImportOptions options(boolean dryRun) {
    return options(dryRun, null);
  }

  private static ImportOptions options(boolean dryRun, Path checkpoint) {
    return new ImportOptions(
        dryRun,
        Optional.ofNullable(checkpoint),
        Optional.empty(),
        new PrintWriter(Writer.nullWriter()),
        false);
  }
}
