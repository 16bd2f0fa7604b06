package io.vestibule.imports;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The packaged program adopts the tables of seed 003. */
@QuarkusIntegrationTest
class DynamoImportIT {
  DevServicesContext context;

  private final String email = Api.freshEmail();
  private final String password = Api.freshPassword();
  private final String userId = UUID.randomUUID().toString();

  @Test
  void theTablesOfSeed003AreAdoptedInPlace() {
    try (Deployment deployment = Deployment.create(context)) {
      fill(deployment);
      String[] command = {
        "import", "dynamodb",
        "--users", deployment.table("USERS"),
        "--audio-files", deployment.table("AUDIO_FILES")
      };

      Program.Ended first = deployment.program().run(command);
      assertEquals(0, first.exitCode(), first::err);
      assertEquals("audio_files adopted: 1, users adopted: 1, conflicts: 0", first.out().strip());
      Program.Ended second = deployment.program().run(command);
      assertEquals(
          "audio_files unchanged: 1, users unchanged: 1, conflicts: 0", second.out().strip());

      try (RunningService service = deployment.service(Map.of())) {
        Response login =
            given()
                .contentType(ContentType.JSON)
                .body(Api.credentials(email, password))
                .post(service.address() + "/api/login");
        login.then().statusCode(200).body("user_id", equalTo(userId));
        given()
            .header("Authorization", "Bearer " + login.path("token"))
            .get(service.address() + "/api/user/audio-files")
            .then()
            .body("audio_files.file_id", equalTo(List.of("file-1")));
      }
    }
  }

  private void fill(Deployment deployment) {
    deployment.put(
        "USERS",
        Map.of(
            "user_id", fromS(userId),
            "email", fromS(email),
            "password_hash",
                fromS(
                    new PasswordHashes(new Argon2Cost(1_024, 3, 4), new SecureRandom())
                        .hash(Password.of(password))),
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
