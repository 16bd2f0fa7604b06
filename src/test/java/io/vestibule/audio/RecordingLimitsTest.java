package io.vestibule.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.web.ApiException;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Limits of recordings and bytes per account. */
@QuarkusTest
class RecordingLimitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Dynamo dynamo;
  @Inject TablesConfig tables;
  @Inject AudioConfig config;
  @Inject AudioStore store;
  @Inject ObjectStorage objects;
  @Inject AudioDeletion deletion;
  @Inject Cursors cursors;
  @Inject RecordingKeys keys;
  @Inject PresignedUrls urls;
  @Inject UploadSweeper uploads;
  @Inject InstantSource clock;

  private record Limited(AudioConfig config, OptionalLong maxRecordings, OptionalLong maxBytes)
      implements AudioConfig {
    @Override
    public String publicUrl() {
      return config.publicUrl();
    }

    @Override
    public Duration ticketLifetime() {
      return config.ticketLifetime();
    }

    @Override
    public Duration uploadLifetime() {
      return config.uploadLifetime();
    }

    @Override
    public Duration downloadLifetime() {
      return config.downloadLifetime();
    }

    @Override
    public Duration unregisteredLifetime() {
      return config.unregisteredLifetime();
    }

    @Override
    public Duration sweepEvery() {
      return config.sweepEvery();
    }
  }

  private RecordingLimits limits(OptionalLong recordings, OptionalLong bytes) {
    return new RecordingLimits(dynamo, tables, new Limited(config, recordings, bytes));
  }

  private AudioService service(RecordingLimits limits) {
    return new AudioService(store, objects, deletion, limits, keys, cursors, clock);
  }

  private static Registration registration(String key, long size) {
    return Registration.from(
        JsonNodeFactory.instance.objectNode().put("s3_key", key).put("file_size", size));
  }

  private RegistrationResult register(AudioService audio, Person person, String key, long size) {
    return audio.register(person.userId(), registration(key, size)).await().atMost(PATIENCE);
  }

  @Test
  void registrationBeyondTheNumberIsRefusedAndARepeatedOneIsNot() {
    Person ada = Api.register();
    AudioService audio = service(limits(OptionalLong.of(2), OptionalLong.empty()));
    String first = "limits/" + UUID.randomUUID();
    assertTrue(register(audio, ada, first, 1).created());
    assertTrue(register(audio, ada, "limits/" + UUID.randomUUID(), 1).created());

    ApiException refused =
        assertThrows(
            ApiException.class, () -> register(audio, ada, "limits/" + UUID.randomUUID(), 1));
    assertEquals(ErrorCode.RECORDING_LIMIT, refused.code());
    assertEquals(false, register(audio, ada, first, 1).created());

    Person bob = Api.register();
    assertTrue(register(audio, bob, "limits/" + UUID.randomUUID(), 1).created());
  }

  @Test
  void bytesBeyondTheLimitAreRefusedForRegistrationsAndUploads() {
    Person ada = Api.register();
    RecordingLimits limits = limits(OptionalLong.empty(), OptionalLong.of(1_000));
    AudioService audio = service(limits);
    TransferService transfers = new TransferService(audio, objects, urls, uploads, limits);
    register(audio, ada, "limits/" + UUID.randomUUID(), 600);

    assertEquals(
        ErrorCode.STORAGE_LIMIT,
        assertThrows(
                ApiException.class, () -> register(audio, ada, "limits/" + UUID.randomUUID(), 401))
            .code());
    assertEquals(
        ErrorCode.STORAGE_LIMIT,
        assertThrows(ApiException.class, () -> upload(transfers, ada, 401)).code());
    assertTrue(upload(transfers, ada, 400).uploadUrl().contains("/users/" + ada.userId()));
    assertTrue(register(audio, ada, "limits/" + UUID.randomUUID(), 400).created());
  }

  @Test
  void withoutLimitsNothingIsCounted() {
    assertEquals(
        Optional.empty(),
        new RecordingLimits(null, tables, config).exceeded("anybody", 1).await().atMost(PATIENCE));
  }

  private static UploadUrlAnswer upload(TransferService transfers, Person person, long size) {
    return transfers
        .upload(person.userId(), new UploadUrlRequest("a", "audio/mp4", size))
        .await()
        .atMost(PATIENCE);
  }
}
