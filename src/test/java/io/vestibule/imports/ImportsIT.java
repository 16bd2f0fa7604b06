package io.vestibule.imports;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.testing.Api;
import io.vestibule.testing.Deployment;
import io.vestibule.testing.Program;
import io.vestibule.testing.RunningService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program adopts the tables of seed 003 and imports a file; the packaged service knows
 * the users of both.
 */
@QuarkusIntegrationTest
class ImportsIT {
  /** The example of the README of github.com/firebase/scrypt. */
  private static final Map<String, String> SIGNER_KEY =
      Map.of(
          "VESTIBULE_MIGRATION_FIREBASE_SIGNER_KEY",
          "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==");

  /** Hashes by password. Their sources are named in {@code ForeignHashesTest}. */
  private static final Map<String, String> HASHES =
      Map.of(
          "user1password",
          "$firebase-scrypt$ln=14,r=8,s=Bw==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
          "password",
          "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
          "hashcat",
          "pbkdf2_sha256$20000$H0dPx8NeajVu$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=");

  DevServicesContext context;
  @TempDir Path folder;

  private final String email = Api.freshEmail();
  private final String password = Api.freshPassword();
  private final String userId = UUID.randomUUID().toString();

  @Test
  void importedUsersLogInWithTheirOldPasswords() throws IOException {
    try (Deployment deployment = Deployment.create(context)) {
      fill(deployment);
      String[] adoption = {
        "import", "dynamodb",
        "--users", deployment.table("USERS"),
        "--audio-files", deployment.table("AUDIO_FILES")
      };
      expect(
          deployment.program().run(adoption),
          "audio_files adopted: 1, users adopted: 1, conflicts: 0");
      expect(
          deployment.program(SIGNER_KEY).run("import", "ndjson", file().toString()),
          "users created: 3, conflicts: 0");

      try (RunningService service = deployment.service(SIGNER_KEY)) {
        adoptedUserHasTheRecording(service.address());
        for (String old : HASHES.keySet()) {
          login(service.address(), old + Api.EMAIL_DOMAIN, old).then().statusCode(200);
          assertTrue(
              deployment
                  .item("USERS", "user_id", old)
                  .get("password_hash")
                  .s()
                  .startsWith("$argon2id$"),
              old);
        }
      }
    }
  }

  private static void expect(Program.Ended run, String summary) {
    assertEquals(0, run.exitCode(), run::err);
    assertEquals(summary, run.out().strip());
  }

  private void adoptedUserHasTheRecording(URI service) {
    Response login = login(service, email, password);
    login.then().statusCode(200).body("user_id", equalTo(userId));
    given()
        .header("Authorization", "Bearer " + login.path("token"))
        .get(service + "/api/user/audio-files")
        .then()
        .body("audio_files.file_id", equalTo(List.of("file-1")));
  }

  private static Response login(URI service, String email, String password) {
    return given()
        .contentType(ContentType.JSON)
        .body(Api.credentials(email, password))
        .post(service + "/api/login");
  }

  private Path file() throws IOException {
    return Files.write(
        folder.resolve("users.ndjson"),
        HASHES.entrySet().stream()
            .map(
                user ->
                    "{\"user_id\":\"%1$s\",\"email\":\"%1$s%2$s\",\"password_hash\":\"%3$s\"}"
                        .formatted(user.getKey(), Api.EMAIL_DOMAIN, user.getValue()))
            .toList());
  }

  private void fill(Deployment deployment) {
    PasswordHashes hashes = new PasswordHashes(new Argon2Cost(1_024, 3, 4), new SecureRandom());
    deployment.put(
        "USERS",
        Map.of(
            "user_id", fromS(userId),
            "email", fromS(email),
            "password_hash", fromS(hashes.hash(Password.of(password))),
            "key_salt", fromS("q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k="),
            "created_at", fromN("1704067200"),
            "created_at_iso", fromS("2024-01-01T00:00:00")));
    deployment.put(
        "AUDIO_FILES",
        Map.of(
            "file_id", fromS("file-1"),
            "user_id", fromS(userId),
            "s3_key", fromS("users/test-user/audio-123.3gp"),
            "file_size", fromN("1024"),
            "uploaded_at", fromN("1704067200"),
            "uploaded_at_iso", fromS("2024-01-01T00:00:00")));
  }
}
