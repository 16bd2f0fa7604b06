package io.vestibule.imports;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import io.vestibule.testing.Api;
import io.vestibule.testing.Deployment;
import io.vestibule.testing.Program;
import io.vestibule.testing.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program imports a file, and the packaged service verifies its hashes. */
@QuarkusIntegrationTest
class NdjsonImportIT {
  /** The example of the README of github.com/firebase/scrypt. */
  private static final Map<String, String> SIGNER_KEY =
      Map.of(
          "VESTIBULE_MIGRATION_FIREBASE_SIGNER_KEY",
          "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==");

  /** Their sources are named in {@code ForeignHashesTest}. */
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

  @Test
  void usersLogInWithTheirOldPasswords() throws IOException {
    try (Deployment deployment = Deployment.create(context)) {
      Path file = folder.resolve("users.ndjson");
      Files.write(
          file,
          HASHES.entrySet().stream()
              .map(
                  user ->
                      "{\"user_id\":\"%1$s\",\"email\":\"%1$s%2$s\",\"password_hash\":\"%3$s\"}"
                          .formatted(user.getKey(), Api.EMAIL_DOMAIN, user.getValue()))
              .toList());

      Program.Ended run =
          deployment
              .program(SIGNER_KEY)
              .run("import", "ndjson", file.toString(), "--format", "ndjson", "--rate", "1000");
      assertEquals(0, run.exitCode(), run::err);
      assertEquals("users created: 3, conflicts: 0", run.out().strip());
      Program.Ended keyless =
          deployment.program().run("import", "ndjson", file.toString(), "--format", "firebase");
      assertEquals(3, keyless.exitCode());
      assertTrue(keyless.err().contains("signer-key-file"), keyless::err);

      try (RunningService service = deployment.service(SIGNER_KEY)) {
        for (String password : List.copyOf(HASHES.keySet())) {
          given()
              .contentType(ContentType.JSON)
              .body(Api.credentials(password + Api.EMAIL_DOMAIN, password))
              .post(service.address() + "/api/login")
              .then()
              .statusCode(200);
          assertTrue(
              deployment
                  .item("USERS", "user_id", password)
                  .get("password_hash")
                  .s()
                  .startsWith("$argon2id$"));
        }
      }
    }
  }
}
