package io.vestibule.audio;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Deletion of recordings: what a broken-off deletion leaves, and all recordings of a user. */
@QuarkusTest
class AudioDeletionTest {
  @Inject S3AsyncClient s3;
  @Inject AudioStore store;
  @Inject AudioDeletion deletion;

  @Test
  void interruptedDeletionIsCompletedByNextRead() {
    Person ada = Api.register();
    Stored listed = VaultClient.store(ada, VaultClient.bytes(100));
    Stored read = VaultClient.store(ada, VaultClient.bytes(100));
    Stored again = VaultClient.store(ada, VaultClient.bytes(100));
    for (Stored half : new Stored[] {listed, read, again}) {
      AudioFile file = store.find(ada.userId(), half.fileId()).await().indefinitely().get().file();
      store.markDeleting(file).await().indefinitely();
    }

    Problems.assertProblem(
        ada.request().get("/api/audio-file/" + read.fileId()), ErrorCode.AUDIO_FILE_NOT_FOUND);
    assertEquals(-1, size(read.s3Key()));

    Stored anew = VaultClient.register(ada, again.s3Key(), Map.of());
    assertEquals(-1, size(again.s3Key()));

    ada.request()
        .get("/api/user/audio-files")
        .then()
        .statusCode(200)
        .body("audio_files.file_id", equalTo(java.util.List.of(anew.fileId())));
    assertEquals(-1, size(listed.s3Key()));
  }

  @Test
  void erasureDeletesRegisteredAndUnregisteredObjects() {
    Person ada = Api.register();
    Person bob = Api.register();
    Stored one = VaultClient.store(ada, VaultClient.bytes(100));
    Stored bobs = VaultClient.store(bob, VaultClient.bytes(100));
    Response place = VaultClient.uploadUrl(ada, 10);
    assertEquals(200, VaultClient.put(place, VaultClient.bytes(10)).statusCode());

    while (!deletion.deletePage(ada.userId()).await().indefinitely()) {
      // Until nothing is left.
    }

    assertEquals(-1, size(one.s3Key()));
    assertEquals(-1, size(place.path("s3_key")));
    Problems.assertProblem(
        ada.request().get("/api/audio-file/" + one.fileId()), ErrorCode.AUDIO_FILE_NOT_FOUND);
    assertEquals(172, size(bobs.s3Key()));
    assertTrue(deletion.deletePage(ada.userId()).await().indefinitely());
  }

  /** Bytes, or -1 where there is no such object. */
  private long size(String key) {
    return s3.headObject(head -> head.bucket("vestibule-audio").key(key))
        .thenApply(found -> found.contentLength())
        .exceptionally(missing -> -1L)
        .join();
  }
}
