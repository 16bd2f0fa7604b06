package io.vestibule.imports;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.testing.Api;
import io.vestibule.testing.Deployment;
import io.vestibule.testing.Program;
import io.vestibule.testing.RunningService;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The tables of seed 003 in a real PostgreSQL, taken over by the packaged program. */
@Tag("heavy")
@QuarkusIntegrationTest
class PostgresImportIT {
  private static final int USERS = 10_000;
  private static final int FILES = 50_000;

  /** argon2-cffi's cost, which seed 003 used. */
  private static final Argon2Cost CFFI = new Argon2Cost(65_536, 3, 4);

  private static final String SCHEMA =
      """
      CREATE TABLE users (user_id uuid PRIMARY KEY, email varchar(255) UNIQUE NOT NULL,
        password_hash text NOT NULL, key_salt bytea NOT NULL, created_at timestamp NOT NULL);
      CREATE TABLE audio_files (file_id uuid PRIMARY KEY, user_id uuid REFERENCES users,
        s3_key text NOT NULL, file_size integer, uploaded_at timestamp NOT NULL);
      """;
  private static final String TEXT_SCHEMA =
      """
      CREATE TABLE users (user_id text PRIMARY KEY, email text, password_hash text, key_salt text,
        created_at timestamptz);
      CREATE TABLE audio_files (file_id text PRIMARY KEY, user_id text, s3_key text,
        file_size bigint, uploaded_at timestamptz);
      """;

  DevServicesContext context;

  private final String password = Api.freshPassword();
  private final String hash =
      new PasswordHashes(CFFI, new SecureRandom()).hash(Password.of(password));

  @Test
  void tenThousandUsersAndFiftyThousandFilesComeOverOnce() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Deployment deployment = Deployment.create(context)) {
      fill(postgres);
      Map<String, String> url = Map.of("IMPORT_POSTGRES_URL", url(postgres));
      Path checkpoint = Files.createTempDirectory("import").resolve("checkpoint.json");
      String[] command = {"import", "postgres", "--checkpoint", checkpoint.toString()};

      Program.Ended dry = deployment.program(url).run("import", "postgres", "--dry-run");
      assertEquals(0, dry.exitCode(), dry::err);
      assertTrue(dry.out().contains("users created: " + USERS), dry::out);
      assertEquals(0, deployment.count("USERS"));

      Process killed =
          deployment.program(url).start(Files.createTempFile("import", ".log"), command);
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
      while (done(checkpoint) < 2_000 && killed.isAlive() && System.nanoTime() < end) {
        Thread.sleep(100);
      }
      assertTrue(killed.isAlive(), "it ended before it could be killed");
      killed.destroyForcibly().waitFor();
      long before = deployment.count("USERS");
      assertTrue(before > 0 && before < USERS, () -> before + " users when it was killed");

      assertEquals(0, end(deployment.program(url), command), "resumed");
      assertFalse(Files.exists(checkpoint), "nothing is left to resume");
      assertComplete(deployment);

      List<Map<String, AttributeValue>> users = deployment.all("USERS");
      Path again = Files.createTempFile("import", ".log");
      Process second = deployment.program(url).start(again, command);
      assertTrue(second.waitFor(30, TimeUnit.MINUTES));
      assertEquals(0, second.exitValue());
      String log = Program.read(again);
      assertTrue(log.contains("users unchanged: " + USERS), log);
      assertTrue(log.contains("audio_files unchanged: " + FILES), log);
      assertComplete(deployment);
      assertEquals(sorted(users), sorted(deployment.all("USERS")));

      sample(postgres, deployment);
    }
  }

  @Test
  void whatCannotComeOverIsReportedAndTheRestComes() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Deployment deployment = Deployment.create(context);
        Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TEXT_SCHEMA);
      String email = Api.freshEmail();
      String salt = "ab".repeat(32);
      user(connection, "1-good", email, hash, salt);
      user(connection, "2-twin", email.toUpperCase(java.util.Locale.ROOT), hash, salt);
      user(connection, "3-prefixed", Api.freshEmail(), hash, "\\x" + salt);
      user(connection, "4-bcrypt", Api.freshEmail(), "$2b$04$" + "a".repeat(53), salt);
      user(connection, "5-plain", Api.freshEmail(), "plaintext", salt);
      user(connection, "6-nobody", "no address", hash, salt);
      user(connection, "7-unsalted", Api.freshEmail(), hash, "");
      statement.execute(
          "INSERT INTO audio_files VALUES ('a', '1-good', 'k/1', 1, now()), ('b', '5-plain', 'k/2',"
              + " 1, now()), ('c', '1-good', 'k/1', 1, now()), ('d', '1-good', 'k//2', 1, now())");
      Path report = Files.createTempFile("conflicts", ".jsonl");

      Program.Ended run =
          deployment
              .program()
              .run("import", "postgres", "--url", url(postgres), "--report", report.toString());

      assertEquals(1, run.exitCode(), run::err);
      assertTrue(run.out().contains("users created: 3"), run::out);
      assertTrue(run.out().contains("conflicts: 7"), run::out);
      TreeSet<String> conflicts = new TreeSet<>();
      for (String line : Files.readAllLines(report)) {
        JsonNode conflict = new ObjectMapper().readTree(line);
        conflicts.add(
            conflict.path("id").asText() + " " + conflict.path("conflicts").path(0).asText());
      }
      assertEquals(
          new TreeSet<>(
              List.of(
                  "2-twin email-taken",
                  "5-plain unsupported-hash",
                  "6-nobody invalid-email",
                  "7-unsalted invalid-salt",
                  "b no-owner",
                  "c s3-key-taken",
                  "d invalid-s3-key")),
          conflicts);
      assertFalse(Files.readString(report).contains("@"), "the report names no address");
      assertEquals(salt, deployment.item("USERS", "user_id", "3-prefixed").get("key_salt").s());
    }
  }

  private void sample(EmbeddedPostgres postgres, Deployment deployment) throws SQLException {
    try (RunningService service = deployment.service(Map.of())) {
      for (int number : new int[] {1, 4_999, USERS}) {
        String email = "pg" + number + Api.EMAIL_DOMAIN;
        var login =
            given()
                .contentType(ContentType.JSON)
                .body(Api.credentials(email, password))
                .post(service.address() + "/api/login");
        login.then().statusCode(200);
        String userId = login.path("user_id");
        assertEquals(
            row(postgres, "SELECT user_id::text FROM users WHERE email = ?", email), userId);
        assertEquals(
            row(postgres, "SELECT encode(key_salt, 'hex') FROM users WHERE email = ?", email),
            login.path("key_salt"));
        assertNotEquals(
            hash, deployment.item("USERS", "user_id", userId).get("password_hash").s(), "rehashed");

        List<String> files =
            given()
                .header("Authorization", "Bearer " + login.path("token"))
                .get(service.address() + "/api/user/audio-files?limit=100")
                .path("audio_files.file_id");
        assertEquals(
            row(
                postgres,
                "SELECT string_agg(file_id::text, ',' ORDER BY uploaded_at DESC) FROM audio_files"
                    + " WHERE user_id = (SELECT user_id FROM users WHERE email = ?)",
                email),
            String.join(",", files));
      }
    }
  }

  private static void assertComplete(Deployment deployment) {
    assertEquals(USERS, deployment.count("USERS"));
    assertEquals(USERS, deployment.count("USER_LOGINS"));
    assertEquals(USERS, deployment.count("USER_TOKENS"));
    assertEquals(2 * FILES, deployment.count("AUDIO_FILES"), "records and their guards");
  }

  private static List<String> sorted(List<Map<String, AttributeValue>> items) {
    return items.stream()
        .map(item -> item.get("user_id").s() + item.get("key_salt").s())
        .sorted()
        .toList();
  }

  private void fill(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(SCHEMA);
      try (PreparedStatement users =
          connection.prepareStatement(
              "INSERT INTO users SELECT gen_random_uuid(), 'pg' || n || ?, ?,"
                  + " sha256(n::text::bytea), timestamp '2024-01-01' + n * interval '1 minute'"
                  + " FROM generate_series(1, ?) n")) {
        users.setString(1, Api.EMAIL_DOMAIN);
        users.setString(2, hash);
        users.setInt(3, USERS);
        users.execute();
      }
      statement.execute(
          "INSERT INTO audio_files SELECT gen_random_uuid(), user_id,"
              + " 'users/' || user_id || '/' || n || '.3gp', n * 1000,"
              + " timestamp '2024-06-01' + n * interval '1.000001 hour' FROM users,"
              + " generate_series(1, "
              + FILES / USERS
              + ") n");
    }
  }

  private static void user(
      Connection connection, String id, String email, String passwordHash, String salt)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO users VALUES (?, ?, ?, ?, now())")) {
      insert.setString(1, id);
      insert.setString(2, email);
      insert.setString(3, passwordHash);
      insert.setString(4, salt);
      insert.execute();
    }
  }

  private static String row(EmbeddedPostgres postgres, String query, String parameter)
      throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, parameter);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private static long done(Path checkpoint) {
    try {
      return Files.exists(checkpoint)
          ? new ObjectMapper().readTree(checkpoint.toFile()).path("done").asLong()
          : 0;
    } catch (java.io.IOException beingReplaced) {
      return 0;
    }
  }

  private static int end(Program program, String... command) throws Exception {
    Process process = program.start(Files.createTempFile("import", ".log"), command);
    assertTrue(process.waitFor(30, TimeUnit.MINUTES));
    return process.exitValue();
  }

  private static String url(EmbeddedPostgres postgres) {
    return "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres";
  }
}
