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
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Program;
import io.vestibule.testing.RunningService;
import io.vestibule.testing.ServerCertificate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The packaged program imports the tables of seed 003 from a real PostgreSQL. */
@Tag("heavy")
@QuarkusIntegrationTest
class PostgresImportIT {
  private static final int USERS = 10_000;
  private static final int FILES = 50_000;
  private static final int HUGE = 10_000_000;

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
      CREATE TABLE users (user_id text, email text, password_hash text, key_salt text,
        created_at timestamptz);
      CREATE TABLE audio_files (file_id text, user_id text, s3_key text,
        file_size text, uploaded_at timestamptz);
      """;

  DevServicesContext context;

  private final String password = Api.freshPassword();
  private final String hash =
      new PasswordHashes(CFFI, new SecureRandom()).hash(Password.of(password));

  @Test
  void tenThousandUsersAndFiftyThousandFilesAreImportedOnce() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Deployment deployment = Deployment.create(context)) {
      fill(postgres);
      Map<String, String> url = Map.of("IMPORT_POSTGRES_URL", url(postgres));
      Path checkpoint = Files.createTempDirectory("import").resolve("checkpoint.json");
      String[] command = {
        "import", "postgres", "--rate", "100000", "--checkpoint", checkpoint.toString()
      };

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
  void conflictsAreReportedAndTheRestIsImported() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Deployment deployment = Deployment.create(context);
        Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TEXT_SCHEMA);
      String email = Api.freshEmail();
      String salt = "ab".repeat(32);
      user(connection, "01-good", email, hash, salt);
      user(connection, "02-twin", email.toUpperCase(Locale.ROOT), hash, salt);
      user(connection, "03-prefixed", Api.freshEmail(), hash, "\\x" + salt);
      user(connection, "04-bcrypt", Api.freshEmail(), "$2b$04$" + "a".repeat(53), salt);
      user(connection, "05-plain", Api.freshEmail(), "plaintext", salt);
      user(connection, "06-nobody", "no address", hash, salt);
      user(connection, "07-unsalted", Api.freshEmail(), hash, "");
      user(connection, "08-null", null, null, null);
      user(connection, "09-huge", "x".repeat(HUGE), hash, salt);
      user(connection, "10-huge-salt", Api.freshEmail(), hash, "ab".repeat(HUGE / 2));
      user(connection, "11-huge-hash", Api.freshEmail(), hash + "x".repeat(HUGE), salt);
      user(connection, "12-costly", Api.freshEmail(), hash.replace("m=65536", "m=9999999"), salt);
      user(connection, "13 spaced", Api.freshEmail(), hash, salt);
      user(connection, Api.freshEmail(), "no address", hash, salt);
      user(connection, null, Api.freshEmail(), hash, salt);
      user(connection, "14-timeless", Api.freshEmail(), hash, salt);
      statement.execute("UPDATE users SET created_at = 'infinity' WHERE user_id = '14-timeless'");
      statement.execute(
          """
          INSERT INTO audio_files VALUES
            ('a', '01-good', 'k/1', '1', now()), ('b', '05-plain', 'k/2', '1', now()),
            ('c', '01-good', 'k/1', '1', now()), ('d', '01-good', 'k//2', '1', now()),
            ('e', '01-good', 'k/e', 'two', now()), ('f', '01-good', 'k/f', null, null),
            ('g', null, 'k/g', '1', now()), ('h', repeat('ä', 1000000), 'k/h', '1', now()), (null, '01-good', 'k/h', '1', now()),
            ('i', '01-good', repeat('k', 10000000), '1', now()),
            ('j', '01-good', 'users/00000000-0000-4000-8000-000000000000/j', '1', now())
          """);
      Path report = Files.createTempFile("conflicts", ".jsonl");

      Program.Ended dry =
          deployment.program().run("import", "postgres", "--url", url(postgres), "--dry-run");
      assertEquals(1, dry.exitCode(), dry::err);
      assertTrue(dry.out().contains("users created:"), dry::out);
      assertEquals(0, deployment.count("USERS"));
      assertEquals(0, deployment.count("AUDIO_FILES"));

      Program.Ended run =
          deployment
              .program(Map.of("JAVA_TOOL_OPTIONS", "-Xmx96m"))
              .run("import", "postgres", "--url", url(postgres), "--report", report.toString());

      assertEquals(1, run.exitCode(), run::err);
      assertTrue(run.out().contains("users created: 4"), run::out);
      assertTrue(run.out().contains("audio_files created: 3"), run::out);
      TreeSet<String> conflicts = new TreeSet<>();
      for (String line : Files.readAllLines(report)) {
        JsonNode conflict = new ObjectMapper().readTree(line);
        String id = conflict.path("id").asText();
        conflicts.add(
            (id.startsWith("sha256:") ? "hidden" : id)
                + " "
                + conflict.path("conflicts").path(0).asText());
      }
      assertEquals(
          new TreeSet<>(
              List.of(
                  "02-twin email-taken",
                  "05-plain unsupported-hash",
                  "06-nobody invalid-email",
                  "07-unsalted invalid-salt",
                  "08-null invalid-email",
                  "09-huge invalid-email",
                  "10-huge-salt invalid-salt",
                  "11-huge-hash unsupported-hash",
                  "12-costly unsupported-hash",
                  "14-timeless invalid-time",
                  "hidden invalid-email",
                  "hidden invalid-user-id",
                  "b no-owner",
                  "c s3-key-taken",
                  "d invalid-s3-key",
                  "e invalid-size",
                  "f invalid-time",
                  "g no-owner",
                  "h no-owner",
                  "hidden invalid-file-id",
                  "i invalid-s3-key",
                  "j foreign-s3-key")),
          conflicts);
      for (String said : List.of(Files.readString(report), run.out(), run.err(), dry.err())) {
        assertFalse(said.contains("@"), said);
        assertFalse(said.contains(hash), said);
      }
      assertEquals(salt, deployment.item("USERS", "user_id", "03-prefixed").get("key_salt").s());
    }
  }

  @Test
  void lostConnectionIsOneLineAndTheImportResumes() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Deployment deployment = Deployment.create(context);
        Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TEXT_SCHEMA);
      for (int number = 0; number < 500; number++) {
        user(connection, "u" + number, Api.freshEmail(), hash, "ab".repeat(32));
      }
      Path checkpoint = Files.createTempDirectory("import").resolve("checkpoint.json");
      Map<String, String> url = Map.of("IMPORT_POSTGRES_URL", url(postgres));
      Path log = Files.createTempFile("import", ".log");

      Process interrupted =
          deployment
              .program(url)
              .start(
                  log, "import", "postgres", "--rate", "50", "--checkpoint", checkpoint.toString());
      Eventually.within(120, () -> assertTrue(done(checkpoint) >= 100));
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");

      assertTrue(interrupted.waitFor(2, TimeUnit.MINUTES));
      String said = Program.read(log);
      assertEquals(3, interrupted.exitValue(), said);
      assertEquals(
          1, said.lines().filter(line -> line.startsWith("vestibule import")).count(), said);
      assertTrue(said.contains("PostgreSQL"), said);
      assertFalse(said.contains("\tat "), said);

      Program.Ended resumed =
          deployment.program(url).run("import", "postgres", "--checkpoint", checkpoint.toString());
      assertEquals(0, resumed.exitCode(), resumed::err);
      assertTrue(resumed.out().contains("users created: 500"), resumed::out);
      assertEquals(500, deployment.count("USERS"));
    }
  }

  @Test
  void unreadableDatabaseIsOneLine() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Deployment deployment = Deployment.create(context)) {
      String secret = Api.freshPassword();
      String good = url(postgres);
      Map<String, String> sentences =
          Map.of(
              good.replace("postgres:postgres@", "stranger:" + secret + "@"),
              "user or password is wrong",
              good.replace("/postgres", "/elsewhere").replace("//elsewhere", "//postgres"),
              "the database does not exist",
              good,
              "the table users or audio_files does not exist",
              good.replaceAll(":\\d+/", ":1/"),
              "cannot be reached",
              "mysql://root:" + secret + "@localhost/db",
              "is not postgresql://",
              good + "?sslmode=verify-full",
              "cannot be reached");
      sentences.forEach(
          (url, sentence) -> {
            Program.Ended run =
                deployment.program(Map.of("IMPORT_POSTGRES_URL", url)).run("import", "postgres");
            assertEquals(3, run.exitCode(), run::err);
            assertTrue(run.err().contains(sentence), () -> sentence + ": " + run.err());
            assertEquals(1, run.err().lines().count(), run::err);
            assertFalse(run.err().contains(secret), run::err);
            assertEquals("", run.out());
          });
    }
  }

  @Test
  void serverCertificateIsChecked() throws Exception {
    Path folder = Files.createTempDirectory("tls");
    ServerCertificate certificate = ServerCertificate.of("localhost", folder);
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.certificate().toString())
                .setServerConfig("ssl_key_file", certificate.key().toString())
                .start();
        Deployment deployment = Deployment.create(context);
        Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TEXT_SCHEMA);
      String verified = url(postgres) + "?sslmode=verify-full";
      String trusted = verified + "&sslrootcert=" + certificate.certificate();

      assertEquals(3, imported(deployment, verified).exitCode(), "nobody signed it");
      assertEquals(
          3, imported(deployment, trusted.replace("localhost", "127.0.0.1")).exitCode(), "host");
      Program.Ended good = imported(deployment, trusted);
      assertEquals(0, good.exitCode(), good::err);
    }
  }

  private static Program.Ended imported(Deployment deployment, String url) {
    return deployment.program(Map.of("IMPORT_POSTGRES_URL", url)).run("import", "postgres");
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
