package io.vestibule.imports;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Rows;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code vestibule import ndjson}. */
@QuarkusTest
class NdjsonImportTest {
  private static final double FAST = 100_000;

  @Inject NdjsonImport imports;
  @TempDir Path folder;

  private final String email = Api.freshEmail();
  private final String userId = UUID.randomUUID().toString();
  private final StringWriter shown = new StringWriter();

  /** The sources of the hashes are named in {@code ForeignHashesTest} and {@code BcryptTest}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "password $scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "hashcat pbkdf2_sha256$20000$H0dPx8NeajVu$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=",
        "hashcat $pbkdf2-sha512$25000$LyWE0HrP2RsjZCxlDGFMKQ$1vC5Ohk2mCS9b6akqsEfgeb4l74SF8XjH.SljXf3dMLHdlY1GK9ojcCKts6/asR4aPqBmk74nCDddU3tvSCJvw"
      })
  void theOldPasswordLogsInAndIsHashedAgain(String password, String hash) throws IOException {
    String line =
        "{\"user_id\":\"%s\",\"email\":\"%s\",\"password_hash\":\"%s\"}"
            .formatted(userId, email, hash);

    assertEquals("users created: 1, conflicts: 0", run(true, line).sentence());
    assertTrue(Rows.users().find(userId).isEmpty(), "a dry run writes nothing");
    assertEquals("users created: 1, conflicts: 0", run(false, line).sentence());

    assertEquals(hash, storedHash());
    Api.post("/api/login", Api.credentials(email, password + "x")).then().statusCode(401);
    logIn(password).then().statusCode(200).body("user_id", equalTo(userId));
    assertTrue(storedHash().startsWith("$argon2id$"), "it was hashed again");
    logIn(password).then().statusCode(200);
    assertEquals("users unchanged: 1, conflicts: 0", run(false, line).sentence());
    assertNotEquals(hash, storedHash());
  }

  @Test
  void aUserKeepsNameProfilePlanAndRole() throws IOException {
    String line =
        """
        {"user_id":"%s","email":"%s","email_verified":true,"created_at":"2024-01-31T09:30:00Z",\
        "name":"Ada Lovelace","profile":{"givenName":"Ada","preferences":{"theme":"dark"}},\
        "plan":"pro","role":"vendor","status":"suspended","key_salt":"%s"}"""
            .formatted(userId, email, "ab".repeat(32));

    assertEquals("users created: 1, conflicts: 0", run(false, line).sentence());

    var account = Rows.users().find(userId).orElseThrow();
    assertEquals("2024-01-31T09:30:00Z", account.get("createdAt").s());
    assertEquals("Ada Lovelace", account.get("name").s());
    assertEquals("pro", account.get("plan").s());
    assertEquals("vendor", account.get("role").s());
    assertEquals("suspended", account.get("status").s());
    assertEquals(true, account.get("emailVerified").bool());
    assertFalse(account.containsKey("password_hash"));
    var profile = Rows.profiles().find(userId).orElseThrow();
    assertEquals("Ada", profile.get("givenName").s());
    assertEquals("dark", profile.get("preferences").m().get("theme").s());
    assertEquals(email, profile.get("email").s());
    assertEquals("1", profile.get("version").n());
  }

  @Test
  void withoutAnIdASecondRunFindsTheSameAccount() throws IOException {
    String line =
        "{\"email\":\"%s\",\"password_hash\":\"pbkdf2_sha256$20000$%s$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=\"}"
            .formatted(email, userId.replace("-", ""));
    run(false, line);

    assertEquals("users unchanged: 1, conflicts: 0", run(false, line).sentence());
  }

  @Test
  void conflictsAreReportedAndTheRestIsImported() throws IOException {
    String[] ids = new String[5];
    for (int n = 0; n < ids.length; n++) {
      ids[n] = UUID.randomUUID().toString();
    }
    ImportSummary summary =
        run(
            false,
            user(userId, email, ""),
            user(ids[0], email.toUpperCase(Locale.ROOT), ""),
            user(ids[1], "no address", ""),
            user(ids[2], Api.freshEmail(), ",\"role\":\"admin\",\"plan\":\"gold-of-yesterday\""),
            user(ids[3], Api.freshEmail(), ",\"created_at\":\"never\",\"status\":\"odd\""),
            user(ids[4], Api.freshEmail(), ",\"profile\":{\"userId\":\"x\"}"),
            user("hostile", Api.freshEmail(), ",\"password_hash\":\"$scrypt$ln=30,r=8,p=1$a$b\""),
            user("misspelt", Api.freshEmail(), ",\"passwort_hash\":\"x\""),
            user("a/b", Api.freshEmail(), ""),
            "{\"email\":\"" + Api.freshEmail() + "\"}",
            "{\"email\":7}",
            "no JSON",
            "",
            "x".repeat(1_100_000));

    assertEquals(Map.of("users created", 4L, "users refused", 9L), summary.outcomes());
    assertEquals(
        Set.of(
            ids[0] + " [\"email-taken\"]",
            ids[1] + " [\"invalid-email\"]",
            ids[2] + " [\"role-not-trusted\",\"unknown-plan\"]",
            ids[3] + " [\"invalid-time\",\"invalid-attribute\"]",
            ids[4] + " [\"invalid-profile\"]",
            "hostile [\"unsupported-hash\"]",
            "misspelt [\"invalid-record\"]",
            "a/b [\"invalid-user-id\"]",
            "line:10 [\"invalid-user-id\"]",
            "line:11 [\"invalid-record\"]",
            "line:12 [\"invalid-record\"]",
            "line:13 [\"invalid-record\"]"),
        conflicts());
    assertFalse(Files.readString(report()).contains("@"));
    assertEquals("customer", Rows.users().find(ids[2]).orElseThrow().get("role").s());
    assertEquals("suspended", Rows.users().find(ids[3]).orElseThrow().get("status").s());
  }

  /** The example of the README of github.com/firebase/scrypt, as {@code auth:export} writes it. */
  @Test
  void usersOfFirebaseKeepTheirPassword() throws IOException {
    String disabled = UUID.randomUUID().toString();
    Path file = folder.resolve("firebase.json");
    Files.writeString(
        file,
        """
        {"users": [
          {"localId": "%s", "email": "%s", "emailVerified": true,
           "passwordHash": "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
           "salt": "42xEC+ixf3L2lw==", "displayName": "Ada", "photoUrl": "https://images.example/ada.png",
           "lastSignedInAt": "1486324413000", "createdAt": "1486324412000", "providerUserInfo": []},
          {"localId": "%s", "email": "%s", "disabled": true, "createdAt": "1486324412000",
           "providerUserInfo": [{"providerId": "google.com", "rawId": "1"}]},
          {"localId": "phone-only", "phoneNumber": "+15555550100"}
        ]}
        """
            .formatted(userId, email, disabled, Api.freshEmail()));

    ImportSummary summary = run(false, file, UserFormat.FIREBASE, FAST);

    assertEquals(Map.of("users created", 2L, "users refused", 1L), summary.outcomes());
    assertEquals(Set.of("phone-only [\"invalid-email\"]"), conflicts());
    logIn("user1password")
        .then()
        .statusCode(200)
        .body("user.created_at", equalTo("2017-02-05T19:53:32Z"));
    assertTrue(storedHash().startsWith("$argon2id$"), "it was hashed again");
    assertEquals("Ada", Rows.profiles().find(userId).orElseThrow().get("displayName").s());
    assertEquals("suspended", Rows.users().find(disabled).orElseThrow().get("status").s());
  }

  /** The two forms of lines, and the merged one of docs/guides/migrate-from-auth0.md. */
  @Test
  void usersOfAuth0KeepTheirPassword() throws IOException {
    String objectId = userId.replace("-", "").substring(0, 24);
    String hash = "$2b$10$Z6hUTEEeoJXN5/AmSm/4.eZ75RYgFVriQM9LPhNEC7kbAbS/VAaJ2";
    Path file = folder.resolve("auth0.json");
    Files.write(
        file,
        List.of(
            """
            {"_id":{"$oid":"%s"},"email":"%s","email_verified":true,"passwordHash":"%s",\
            "password_set_date":{"$date":"2021-03-05T16:34:49.502Z"},"tenant":"dev","connection":\
            "Username-Password-Authentication","user_id":"auth0|%s","name":"Ada Lovelace",\
            "nickname":"ada","picture":"https://images.example/ada.png","created_at":\
            "2021-03-05T16:34:49.502Z","identities":[]}"""
                .formatted(objectId, email, hash, objectId),
            "{\"_id\":{\"$oid\":\"%s\"},\"email\":\"%s\",\"passwordHash\":\"%s\"}"
                .formatted(
                    UUID.randomUUID().toString().replace("-", "").substring(0, 24),
                    Api.freshEmail(),
                    hash),
            "{\"user_id\":\"google-oauth2|%s\",\"email\":\"%s\",\"blocked\":true}"
                .formatted(objectId, Api.freshEmail())));

    ImportSummary summary = run(false, file, UserFormat.AUTH0, FAST);

    assertEquals(Set.of(), conflicts());
    assertEquals("users created: 3, conflicts: 0", summary.sentence());
    var account = Rows.users().find("auth0|" + objectId).orElseThrow();
    assertEquals(hash, account.get("password_hash").s());
    assertEquals("Ada Lovelace", account.get("name").s());
    assertEquals("2021-03-05T16:34:49.502Z", account.get("createdAt").s());
    assertEquals(
        "suspended",
        Rows.users().find("google-oauth2|" + objectId).orElseThrow().get("status").s());
  }

  @Test
  void anInterruptedImportResumes() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int n = 0; n < 120; n++) {
      lines.add(user(UUID.randomUUID().toString(), Api.freshEmail(), ""));
    }
    Path file = folder.resolve("users.ndjson");
    Files.write(file, lines);
    // The second batch would start after 100 seconds.
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread slow = new Thread(() -> run(false, file, UserFormat.NDJSON, 1));
    slow.setUncaughtExceptionHandler((thread, failure) -> end.set(failure));
    slow.start();
    Eventually.holds(() -> assertTrue(Files.exists(checkpoint())));
    slow.interrupt();
    slow.join();
    assertEquals("interrupted", end.get().getMessage());

    assertEquals(
        Map.of("users created", 120L), run(false, file, UserFormat.NDJSON, FAST).outcomes());
    assertFalse(Files.exists(checkpoint()));
  }

  @Test
  void aFileThatIsMissingOrNoExportIsOneLine() throws IOException {
    Path file = folder.resolve("other.json");
    Files.writeString(file, "{\"accounts\":[]}");

    assertTrue(
        assertThrows(ImportFailure.class, () -> run(false, file, UserFormat.FIREBASE, FAST))
            .getMessage()
            .endsWith("has no array named users"));
    Files.writeString(file, "{\"users\":[{\"email\":\"" + email);
    String message =
        assertThrows(ImportFailure.class, () -> run(false, file, UserFormat.FIREBASE, FAST))
            .getMessage();
    assertTrue(message.endsWith("cannot be read as JSON in UTF-8"), message);
    assertThrows(
        ImportFailure.class,
        () -> UserFile.open(folder.resolve("none").toString(), UserFormat.NDJSON));
  }

  private Response logIn(String password) {
    return Api.post("/api/login", Api.credentials(email, password));
  }

  private String storedHash() {
    return Rows.users().find(userId).orElseThrow().get("password_hash").s();
  }

  private static String user(String id, String address, String members) {
    return "{\"user_id\":\"%s\",\"email\":\"%s\"%s}".formatted(id, address, members);
  }

  private ImportSummary run(boolean dryRun, String... lines) throws IOException {
    Path file = folder.resolve("users.ndjson");
    Files.write(file, List.of(lines));
    return run(dryRun, file, UserFormat.NDJSON, FAST);
  }

  private ImportSummary run(boolean dryRun, Path file, UserFormat format, double rate) {
    try (UserFile users = UserFile.open(file.toString(), format)) {
      return imports.run(
          users,
          Set.of(Role.VENDOR),
          rate,
          new ImportOptions(
              dryRun,
              Optional.of(checkpoint()),
              Optional.of(report()),
              new PrintWriter(shown, true),
              false));
    }
  }

  /** The id, with {@code sha256} for a hidden one, and the reasons. */
  private Set<String> conflicts() throws IOException {
    Set<String> conflicts = new TreeSet<>();
    for (String line : Files.readAllLines(report())) {
      JsonNode conflict = new ObjectMapper().readTree(line);
      String id = conflict.path("id").asText().replaceAll("sha256:.*", "sha256");
      conflicts.add(id + " " + conflict.path("conflicts"));
    }
    return conflicts;
  }

  private Path checkpoint() {
    return folder.resolve("checkpoint.json");
  }

  private Path report() {
    return folder.resolve("report.jsonl");
  }
}
