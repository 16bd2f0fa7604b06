package io.vestibule.imports;

import static java.util.Map.entry;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountImporter;
import io.vestibule.account.LegacyRecords;
import io.vestibule.audio.AudioImporter;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.federation.CognitoEventParser;
import io.vestibule.identity.ProvisioningService;
import io.vestibule.profile.ProfileService;
import io.vestibule.runtime.Digests;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.ExternalIssuers;
import io.vestibule.testing.Rows;
import io.vestibule.usage.Plans;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tables as the code of seeds 000, 002 and 003 writes them. */
@QuarkusTest
@QuarkusTestResource(ExternalIssuers.class)
class DynamoImportTest {
  private static final double FAST = 100_000;

  @Inject DynamoImport imports;
  @Inject Plans plans;
  @Inject AccountImporter accounts;
  @Inject AudioImporter audioFiles;
  @Inject CognitoEventParser parser;
  @Inject LegacyRecords records;
  @Inject ProvisioningService provisioning;
  @Inject ProfileService profiles;
  @TempDir Path folder;

  private final String email = Api.freshEmail();
  private final String password = Api.freshPassword();
  private final String token = UUID.randomUUID().toString();
  private final List<Rows> created = new ArrayList<>();
  private final StringWriter shown = new StringWriter();

  @AfterEach
  void drop() {
    created.forEach(Rows::drop);
  }

  @Test
  void usersOfSeed000KeepPasswordTokenAndCounter() throws IOException {
    Rows users = table("email");
    Rows tokens = table("token");
    users.put(seed000User(email, token));
    tokens.put(seed000Token(token, email, "42", "pro"));
    // The first form of seed 000 has the plan in the users table. Its token has been revoked.
    String first = Api.freshEmail();
    String revoked = UUID.randomUUID().toString();
    Map<String, AttributeValue> old = seed000User(first, revoked);
    old.put("plan", fromS("free"));
    users.put(old);
    // The worker accepts an older token of the user as well.
    String older = UUID.randomUUID().toString();
    tokens.put(seed000Token(older, email, "0", "free"));

    assertEquals(
        "api_tokens created: 1, users created: 2, conflicts: 1",
        run(true, from(users, tokens)).sentence());
    assertTrue(Rows.logins().find("email:" + email).isEmpty(), "a dry run writes nothing");
    assertEquals(
        "api_tokens created: 1, users created: 2, conflicts: 1",
        run(false, from(users, tokens)).sentence());

    Response session = Api.post("/api/login", Api.credentials(email, password));
    session.then().statusCode(200).body("user.created_at", equalTo("2025-12-20T10:00:00Z"));
    Api.post("/api/auth/login", Api.credentials(email, password))
        .then()
        .statusCode(200)
        .body("api_token", equalTo(token));
    use(token)
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(43))
        .body("plan_type", equalTo("pro"));
    use(older).then().statusCode(200).body("usage_count", equalTo(44));
    use(revoked).then().statusCode(401);
    assertEquals(Set.of("user [\"no-token-row\"]"), conflicts());
    Api.bearer(session.path("token"))
        .get("/api/user/usage")
        .then()
        .body("usage_count", equalTo(44))
        .body("plan_type", equalTo("pro"));
    Api.post("/api/login", Api.credentials(first, password)).then().statusCode(200);
    String userId = session.path("user_id");
    assertTrue(
        Rows.users().find(userId).orElseThrow().get("password_hash").s().startsWith("$argon2id$"));
    assertEquals(
        "cus_987654", Rows.users().find(userId).orElseThrow().get("stripe_customer_id").s());

    // A rotation ends the old token, and a second run does not bring it back.
    Api.bearer(session.path("token")).post("/api/user/api-token").then().statusCode(200);
    assertEquals(
        "api_tokens unchanged: 1, users unchanged: 2, conflicts: 1",
        run(false, from(users, tokens)).sentence());
    use(token).then().statusCode(401);
    use(older).then().statusCode(200);
  }

  @Test
  void withoutATokensTableTokensOfSeed000AreOnlyTrustedOnRequest() {
    for (boolean trust : List.of(false, true)) {
      Rows users = table("email");
      String own = UUID.randomUUID().toString();
      users.put(seed000User(Api.freshEmail(), own));
      DynamoTables from =
          new DynamoTables(
              Optional.of(users.table()),
              Optional.empty(),
              trust,
              Optional.empty(),
              Optional.empty());

      assertEquals("users created: 1, conflicts: 0", run(false, from).sentence());

      use(own).then().statusCode(trust ? 200 : 401);
    }
  }

  @Test
  void oddRowsOfSeed000AreConflicts() throws IOException {
    Rows users = table("email");
    Rows tokens = table("token");
    users.put(seed000User("no address", UUID.randomUUID().toString()));
    Map<String, AttributeValue> plain = seed000User(Api.freshEmail(), token);
    plain.put("password", fromS("plain text"));
    users.put(plain);
    Map<String, AttributeValue> bare = new HashMap<>(Map.of("email", fromS(Api.freshEmail())));
    users.put(bare);
    Map<String, AttributeValue> strange = seed000User(Api.freshEmail(), "short");
    strange.put("created_at", fromL(List.of()));
    strange.put("plan", fromS("gold-of-yesterday"));
    strange.put("stripe_customer_id", fromN("5"));
    users.put(strange);
    String negative = UUID.randomUUID().toString();
    String negativeOwner = Api.freshEmail();
    users.put(seed000User(negativeOwner, negative));
    tokens.put(seed000Token(negative, negativeOwner, "-3", "free"));
    String stolen = UUID.randomUUID().toString();
    String thief = Api.freshEmail();
    users.put(seed000User(thief, stolen));
    tokens.put(seed000Token(stolen, negativeOwner, "7", "pro"));
    String twin = Api.freshEmail();
    users.put(seed000User(twin, UUID.randomUUID().toString()));
    users.put(seed000User(twin.toUpperCase(Locale.ROOT), UUID.randomUUID().toString()));
    tokens.put(seed000Token(UUID.randomUUID().toString(), "nobody@nowhere.example", "1", "free"));
    tokens.put(Map.of("token", fromS("only a token"), "owner_email", fromN("1")));
    String endless = "a".repeat(3_000) + "@nowhere.example";
    tokens.put(seed000Token(UUID.randomUUID().toString(), endless, "1", "free"));

    ImportSummary summary = run(false, from(users, tokens));

    assertEquals(
        Map.of(
            "users created",
            4L,
            "users refused",
            4L,
            "api_tokens refused",
            3L,
            "api_tokens created",
            1L),
        summary.outcomes());
    assertEquals(
        new TreeSet<>(
            List.of(
                "user [\"email-taken\",\"no-token-row\"]",
                "user [\"foreign-token\"]",
                "user [\"invalid-count\"]",
                "user [\"invalid-email\",\"no-token-row\"]",
                "user [\"no-token-row\"]",
                "user [\"unsupported-hash\",\"invalid-time\"]",
                "user [\"unsupported-hash\",\"no-token-row\"]",
                "user [\"unsupported-token\",\"invalid-time\",\"unknown-plan\",\"invalid-attribute\"]",
                "api_token [\"count-not-kept\"]",
                "api_token [\"no-owner\"]")),
        conflicts());
    assertNoSecrets(Files.readString(report()));
    // The token belongs to the user whom its row names, and not to the one who claimed it.
    String owner = Rows.logins().find("email:" + negativeOwner).orElseThrow().get("user_id").s();
    assertEquals(owner, Rows.apiTokens().find(sha256(stolen)).orElseThrow().get("user_id").s());
  }

  @Test
  void anInterruptedImportResumesAndItsCheckpointHoldsNoAddress() throws Exception {
    Rows users = table("email");
    int count = DynamoSource.PAGE_SIZE + 20;
    for (int n = 0; n < count; n++) {
      users.put(seed000User(Api.freshEmail(), UUID.randomUUID().toString()));
    }
    DynamoTables from =
        new DynamoTables(
            Optional.of(users.table()), Optional.empty(), true, Optional.empty(), Optional.empty());
    // The second page would start after 100 seconds.
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread slow = new Thread(() -> run(false, from, 1));
    slow.setUncaughtExceptionHandler((thread, failure) -> end.set(failure));
    slow.start();
    Eventually.holds(() -> assertTrue(Files.exists(checkpoint())));
    slow.interrupt();
    slow.join();
    assertEquals("interrupted", end.get().getMessage());
    assertEquals(
        DynamoSource.PAGE_SIZE,
        new ObjectMapper().readTree(checkpoint().toFile()).path("done").asInt());
    assertNoSecrets(Files.readString(checkpoint()));

    ImportSummary summary = run(false, from);

    assertEquals(Map.of("users created", (long) count), summary.outcomes());
    assertFalse(Files.exists(checkpoint()));
  }

  @Test
  void usersOfSeed002KeepTheirRecord() throws IOException {
    Rows users = table("user_id");
    String customer = UUID.randomUUID().toString();
    String vendor = UUID.randomUUID().toString();
    String admin = UUID.randomUUID().toString();
    String odd = UUID.randomUUID().toString();
    users.put(livekartUser(customer, email, "customer"));
    Map<String, AttributeValue> shop = livekartUser(vendor, Api.freshEmail(), "vendor");
    shop.putAll(
        Map.of(
            "storeName",
            fromS("Lace"),
            "storeDescription",
            fromNul(true),
            "totalProducts",
            fromN("3"),
            "totalRevenue",
            fromN("12.5"),
            "rating",
            fromN("4.5"),
            "totalReviews",
            fromN("2")));
    users.put(shop);
    users.put(livekartUser(admin, Api.freshEmail(), "admin"));
    Map<String, AttributeValue> strange = livekartUser(odd, "no address", "queen");
    strange.putAll(
        Map.of(
            "wishlist",
            fromS("p1"),
            "totalSpent",
            fromN("-1"),
            "status",
            fromS("banned"),
            "createdAt",
            fromS("yesterday"),
            "password_hash",
            fromS("x")));
    users.put(strange);
    users.put(livekartUser("a/b", Api.freshEmail(), "customer"));

    ImportSummary dry = run(true, pool(users));
    assertTrue(Rows.users().find(customer).isEmpty(), "a dry run writes nothing");
    ImportSummary summary = run(false, pool(users));

    assertEquals(Map.of("users created", 4L, "users refused", 1L), summary.outcomes());
    assertEquals(dry, summary);
    Map<String, AttributeValue> stored = Rows.users().find(customer).orElseThrow();
    assertEquals(fromS("2025-11-01T10:00:00.000Z"), stored.get("createdAt"));
    assertEquals(fromL(List.of(fromS("p1"))), stored.get("wishlist"));
    assertEquals(fromN("3"), stored.get("totalOrders"));
    assertEquals(fromS(email), stored.get("email"));
    assertTrue(stored.containsKey("sealed_api_token"));
    assertTrue(Rows.logins().find("email:" + email).isPresent());
    assertTrue(Rows.profiles().find(customer).isPresent());
    assertEquals("Lace", Rows.users().find(vendor).orElseThrow().get("storeName").s());
    assertEquals("vendor", Rows.users().find(vendor).orElseThrow().get("role").s());
    assertEquals("customer", Rows.users().find(admin).orElseThrow().get("role").s());
    Map<String, AttributeValue> mended = Rows.users().find(odd).orElseThrow();
    assertEquals("suspended", mended.get("status").s());
    assertEquals(fromL(List.of()), mended.get("wishlist"));
    assertFalse(mended.containsKey("password_hash"));
    assertEquals(
        new TreeSet<>(
            List.of(
                "user [\"role-not-trusted\"]",
                "user [\"invalid-email\",\"invalid-time\",\"invalid-attribute\",\"role-not-trusted\"]",
                "user [\"invalid-user-id\"]")),
        conflicts());
    assertEquals(
        Map.of("users unchanged", 4L, "users refused", 1L), run(false, pool(users)).outcomes());
    assertEquals(stored, Rows.users().find(customer).orElseThrow());
  }

  @Test
  void aRecordOfSeed002IsAdoptedInPlace() throws IOException {
    String id = UUID.randomUUID().toString();
    Map<String, AttributeValue> item = livekartUser(id, email, "admin");
    item.put("subscriptionTier", fromS("gold"));
    item.put("plan", fromS("gold"));
    item.put("key_salt", fromN("1"));
    Rows.users().put(item);
    LegacyUsers users =
        new LegacyUsers(parser, records, provisioning, profiles, ExternalIssuers.POOL, true);

    assertEquals("users adopted: 1, conflicts: 1", importItem(users, item, false).sentence());

    Map<String, AttributeValue> stored = Rows.users().find(id).orElseThrow();
    assertEquals("customer", stored.get("role").s());
    assertEquals("gold", stored.get("subscriptionTier").s());
    assertEquals("free", stored.get("plan").s(), "records of seed 002 have no plans");
    assertEquals(64, stored.get("key_salt").s().length());
    assertEquals(Set.of("user [\"unknown-plan\",\"role-not-trusted\"]"), conflicts());
    assertTrue(stored.containsKey("sealed_api_token"));
    assertEquals("users unchanged: 1, conflicts: 0", importItem(users, stored, false).sentence());
  }

  @Test
  void usersAndFilesOfSeed003AreCopied() throws IOException {
    Rows users = table("user_id");
    Rows files = table("file_id");
    String id = UUID.randomUUID().toString();
    users.put(panzotoUser(id, email));
    String unsalted = UUID.randomUUID().toString();
    Map<String, AttributeValue> odd = panzotoUser(unsalted, Api.freshEmail());
    odd.put("key_salt", fromNul(true));
    users.put(odd);
    users.put(Map.of("user_id", fromS("bare")));
    String older = UUID.randomUUID().toString();
    String newer = UUID.randomUUID().toString();
    files.put(panzotoFile(older, id, "users/test-user/audio-1.3gp", "1704067200"));
    files.put(panzotoFile(newer, id, "users/test-user/audio-2.3gp", "1704067300"));
    files.put(panzotoFile("stray", UUID.randomUUID().toString(), "k/1", "1704067200"));
    files.put(panzotoFile("foreign", id, "users/" + UUID.randomUUID() + "/a", "1704067200"));
    Map<String, AttributeValue> sizeless = panzotoFile("sizeless-" + id, id, "k/" + id, "1");
    sizeless.put("file_size", fromNul(true));
    sizeless.put("uploaded_at", fromS("never"));
    files.put(sizeless);
    DynamoTables from =
        new DynamoTables(
            Optional.of(users.table()),
            Optional.empty(),
            false,
            Optional.of(files.table()),
            Optional.empty());

    ImportSummary summary = run(false, from);

    assertEquals(
        Map.of(
            "users created",
            1L,
            "users refused",
            2L,
            "audio_files created",
            3L,
            "audio_files refused",
            2L),
        summary.outcomes());
    assertEquals(
        new TreeSet<>(
            List.of(
                "user [\"invalid-salt\"]",
                "user [\"invalid-email\",\"invalid-time\"]",
                "audio_file [\"no-owner\"]",
                "audio_file [\"foreign-s3-key\"]",
                "audio_file [\"invalid-time\"]")),
        conflicts());
    assertLogsInWithFiles(id, List.of(newer, older, "sizeless-" + id));
    ImportSummary again = run(false, from);
    assertEquals(1L, again.outcomes().get("users unchanged"));
    assertEquals(3L, again.outcomes().get("audio_files unchanged"));
  }

  @Test
  void aUserAndAFileOfSeed003AreAdoptedInPlace() throws IOException {
    String id = UUID.randomUUID().toString();
    String fileId = UUID.randomUUID().toString();
    Map<String, AttributeValue> user = panzotoUser(id, email.toUpperCase(Locale.ROOT));
    user.put("role", fromS("admin"));
    Map<String, AttributeValue> file =
        panzotoFile(fileId, id, "users/test-user/" + fileId, "1704067200");
    file.put("file_size", fromNul(true));
    Rows.users().put(user);
    Rows.audioFiles().put(file);
    PasswordUsers users = new PasswordUsers(accounts, plans, true);
    AudioFiles files =
        new AudioFiles(audioFiles, new AccountExistenceCache(accounts::exists), true);

    assertEquals("users adopted: 1, conflicts: 0", importItem(users, user, true).sentence());
    assertEquals(user, Rows.users().find(id).orElseThrow(), "a dry run writes nothing");
    assertEquals("users adopted: 1, conflicts: 0", importItem(users, user, false).sentence());
    assertEquals("audio_files adopted: 1, conflicts: 0", importItem(files, file, false).sentence());

    assertLogsInWithFiles(id, List.of(fileId));
    Map<String, AttributeValue> stored = Rows.users().find(id).orElseThrow();
    assertEquals("customer", stored.get("role").s(), "seed 003 has no roles");
    assertEquals("users unchanged: 1, conflicts: 0", importItem(users, stored, false).sentence());
    assertEquals(
        "audio_files unchanged: 1, conflicts: 0",
        importItem(files, Rows.audioFiles().find(fileId).orElseThrow(), false).sentence());
    assertEquals(
        "conflicts: 0",
        importItem(
                files, Rows.audioFiles().find("s3:users/test-user/" + fileId).orElseThrow(), false)
            .sentence(),
        "a guard is no record");
  }

  @Test
  void whatTheServiceReadsIsCorrectedInPlace() throws IOException {
    String id = UUID.randomUUID().toString();
    Map<String, AttributeValue> user = panzotoUser(id, email);
    user.put("plan", fromN("5"));
    user.put("sessions_valid_after", fromS("for ever"));
    user.put("wrapped_audio_key", fromS("none"));
    user.put("totalSpent", fromS("much"));
    Rows.users().put(user);
    String payingId = UUID.randomUUID().toString();
    Map<String, AttributeValue> paying = panzotoUser(payingId, Api.freshEmail());
    paying.put("plan", fromS("pro"));
    Rows.users().put(paying);
    PasswordUsers users = new PasswordUsers(accounts, plans, true);

    assertEquals("users adopted: 1, conflicts: 1", importItem(users, user, false).sentence());
    assertEquals("users adopted: 1, conflicts: 0", importItem(users, paying, false).sentence());

    assertEquals(Set.of("user [\"unknown-plan\"]"), conflicts());
    assertEquals("free", Rows.users().find(id).orElseThrow().get("plan").s());
    assertEquals("pro", Rows.users().find(payingId).orElseThrow().get("plan").s());
    assertLogsInWithFiles(id, List.of());
  }

  @Test
  void aMissingTableOrAnotherKeyIsOneLine() {
    Rows users = table("user_id");

    assertEquals(
        "table missing-table does not exist",
        assertThrows(
                ImportFailure.class,
                () ->
                    run(
                        false,
                        new DynamoTables(
                            Optional.of("missing-table"),
                            Optional.empty(),
                            false,
                            Optional.empty(),
                            Optional.empty())))
            .getMessage());
    assertEquals(
        "table " + users.table() + " has the key user_id, not token",
        assertThrows(ImportFailure.class, () -> run(false, from(users, users))).getMessage());
  }

  private void assertLogsInWithFiles(String userId, List<String> fileIds) {
    Response session = Api.post("/api/login", Api.credentials(email, password));
    session.then().statusCode(200).body("user_id", equalTo(userId));
    Api.bearer(session.path("token"))
        .get("/api/user/audio-files")
        .then()
        .statusCode(200)
        .body("audio_files.file_id", equalTo(fileIds));
  }

  private static Response use(String apiToken) {
    return Api.json().header("X-API-Key", apiToken).body(Map.of("units", 1)).post("/api/usage");
  }

  private String bcrypt() {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return OpenBSDBCrypt.generate("2b", password.toCharArray(), salt, 4);
  }

  private Map<String, AttributeValue> seed000User(String address, String apiToken) {
    return new HashMap<>(
        Map.of(
            "email", fromS(address),
            "password", fromS(bcrypt()),
            "api_token", fromS(apiToken),
            "created_at", fromS("2025-12-20T10:00:00Z"),
            "stripe_customer_id", fromS("cus_987654")));
  }

  private static Map<String, AttributeValue> seed000Token(
      String apiToken, String owner, String count, String plan) {
    return Map.of(
        "token", fromS(apiToken),
        "owner_email", fromS(owner),
        "usage_count", fromN(count),
        "plan_type", fromS(plan),
        "created_at", fromS("2025-12-20T10:00:00.000Z"));
  }

  private static Map<String, AttributeValue> livekartUser(String id, String address, String role) {
    return new HashMap<>(
        Map.ofEntries(
            entry("user_id", fromS(id)),
            entry("username", fromS("testuser")),
            entry("email", fromS(address)),
            entry("name", fromS("Test User")),
            entry("role", fromS(role)),
            entry("createdAt", fromS("2025-11-01T10:00:00.000Z")),
            entry("updatedAt", fromS("2025-11-01T10:00:00.000Z")),
            entry("lastLoginAt", fromNul(true)),
            entry("status", fromS("active")),
            entry("emailVerified", fromBool(true)),
            entry("phoneNumber", fromNul(true)),
            entry("address", fromNul(true)),
            entry("profileImage", fromNul(true)),
            entry("wishlist", fromL(List.of(fromS("p1")))),
            entry("cart", fromL(List.of(fromM(Map.of("productId", fromS("p2")))))),
            entry("totalOrders", fromN("3")),
            entry("totalSpent", fromN("99.9"))));
  }

  private Map<String, AttributeValue> panzotoUser(String id, String address) {
    byte[] salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    return new HashMap<>(
        Map.of(
            "user_id", fromS(id),
            "email", fromS(address),
            "password_hash",
                fromS(
                    new PasswordHashes(new Argon2Cost(1_024, 3, 4), new SecureRandom())
                        .hash(Password.of(password))),
            "key_salt", fromS(Base64.getEncoder().encodeToString(salt)),
            "created_at", fromN("1704067200"),
            "created_at_iso", fromS("2024-01-01T00:00:00.123456")));
  }

  private static Map<String, AttributeValue> panzotoFile(
      String fileId, String userId, String s3Key, String time) {
    return new HashMap<>(
        Map.of(
            "file_id", fromS(fileId),
            "user_id", fromS(userId),
            "s3_key", fromS(s3Key),
            "file_size", fromN("1024"),
            "uploaded_at", fromN(time),
            "uploaded_at_iso", fromS("2024-01-01T00:00:00.123456")));
  }

  private Rows table(String key) {
    Rows table = Rows.foreign(key);
    created.add(table);
    return table;
  }

  private static DynamoTables from(Rows users, Rows tokens) {
    return new DynamoTables(
        Optional.of(users.table()),
        Optional.of(tokens.table()),
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static DynamoTables pool(Rows users) {
    return new DynamoTables(
        Optional.of(users.table()),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.of(ExternalIssuers.POOL));
  }

  private ImportSummary run(boolean dryRun, DynamoTables from) {
    return run(dryRun, from, FAST);
  }

  private ImportSummary run(boolean dryRun, DynamoTables from, double rate) {
    return imports.run(
        imports.source(Optional.empty(), Optional.empty()), from, rate, options(dryRun));
  }

  private ImportSummary importItem(
      ItemImport items, Map<String, AttributeValue> item, boolean dryRun) {
    ImportOptions options = options(dryRun);
    try (ImportReport report =
        new ImportReport(
            options,
            new ObjectMapper(),
            new ProgressLine(options.progress(), false, Clock.systemUTC()),
            ImportSummary.NOTHING)) {
      items.importItem(item, dryRun, report).await().atMost(Duration.ofMinutes(1));
      return report.summary();
    }
  }

  private ImportOptions options(boolean dryRun) {
    return new ImportOptions(
        dryRun,
        Optional.of(checkpoint()),
        dryRun ? Optional.empty() : Optional.of(report()),
        new PrintWriter(shown, true),
        false);
  }

  private Set<String> conflicts() throws IOException {
    Set<String> conflicts = new TreeSet<>();
    for (String line : Files.readAllLines(report())) {
      JsonNode conflict = new ObjectMapper().readTree(line);
      conflicts.add(conflict.path("kind").asText() + " " + conflict.path("conflicts"));
    }
    return conflicts;
  }

  private void assertNoSecrets(String text) {
    assertFalse(text.contains("@"), text);
    assertFalse(text.contains(token), text);
    assertFalse(shown.toString().contains("@"), shown::toString);
  }

  private static String sha256(String text) {
    return Digests.sha256Hex(text);
  }

  private Path checkpoint() {
    return folder.resolve("checkpoint.json");
  }

  private Path report() {
    return folder.resolve("report.jsonl");
  }
}
