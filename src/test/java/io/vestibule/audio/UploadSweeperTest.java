package io.vestibule.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vestibule.audio.ExpectedUploadStore.ExpectedUpload;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Uploads that nobody registers are deleted; registered ones stay. */
@QuarkusTest
class UploadSweeperTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject ExpectedUploadStore uploads;
  @Inject AudioStore store;
  @Inject ObjectStorage objects;
  @Inject AudioConfig config;
  @Inject Vertx vertx;

  private Instant later(Duration early) {
    return Instant.now()
        .plus(config.uploadLifetime())
        .plus(config.unregisteredLifetime())
        .minus(early);
  }

  private void sweepAt(Instant now) {
    new UploadSweeper(uploads, store, objects, config, () -> now, vertx)
        .sweep()
        .await()
        .atMost(PATIENCE);
  }

  private boolean exists(String key) {
    return objects.find(key).await().atMost(PATIENCE).isPresent();
  }

  @Test
  void onlyUnregisteredUploadsAreDeletedAndOnlyWhenDue() {
    Person ada = Api.register();
    Stored registered = VaultClient.store(ada, VaultClient.bytes(10));
    Response place = VaultClient.uploadUrl(ada, 10);
    assertEquals(200, VaultClient.put(place, VaultClient.bytes(10)).statusCode());
    String unregistered = place.path("s3_key");

    sweepAt(later(Duration.ofMinutes(5)));
    assertTrue(exists(unregistered));

    sweepAt(later(Duration.ofSeconds(-5)));
    assertEquals(false, exists(unregistered));
    assertTrue(exists(registered.s3Key()));
    ada.request().get("/api/audio-file/" + registered.fileId()).then().statusCode(200);
  }

  @Test
  void moreThanAPageIsSwept() {
    Person ada = Api.register();
    String prefix = "users/" + ada.userId() + "/";
    for (int number = 0; number < 60; number++) {
      uploads.add(prefix + number, Instant.now().minusSeconds(60)).await().atMost(PATIENCE);
    }
    sweepAt(Instant.now());
    assertTrue(
        uploads.due(Instant.now(), 1000).await().atMost(PATIENCE).stream()
            .noneMatch(upload -> upload.s3Key().startsWith(prefix)));
  }

  @Test
  void claimedUploadIsLeftToTheServerThatClaimedIt() {
    String key = "users/claimed/" + Api.freshEmail();
    Instant due = Instant.now().minusSeconds(5);
    uploads.add(key, due).await().atMost(PATIENCE);
    ExpectedUpload upload = new ExpectedUpload(key, due.getEpochSecond());

    assertTrue(uploads.claim(upload, Instant.now().plusSeconds(60)).await().atMost(PATIENCE));
    assertEquals(
        false, uploads.claim(upload, Instant.now().plusSeconds(90)).await().atMost(PATIENCE));
    uploads.remove(key).await().atMost(PATIENCE);
  }
}
