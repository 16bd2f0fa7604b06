package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The record of an encrypted recording.
 *
 * @param fileId UUID, or the id of the imported record
 * @param userId the owner
 * @param s3Key object key of the ciphertext
 * @param fileSize size of the ciphertext in bytes: the size in S3 once {@code status} is ready,
 *     before that the size the client stated, or null
 * @param uploadedAt time of registration, in microsecond precision
 * @param durationMs length of the recording in milliseconds, as stated by the client; may be null
 * @param keyId the audio key under which the recording is encrypted, as the client stated it or, if
 *     it did not, the current one at registration
 * @param status whether the object has been found in the bucket
 * @param details what the client has encrypted with the audio key, in base64url; may be null
 */
public record AudioFile(
    @JsonProperty("file_id") @Schema(examples = "8b1083f1-a1c1-4202-866c-4e2b842ebfef")
        String fileId,
    @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @JsonProperty("s3_key") @Schema(examples = "users/test-user/audio-123.3gp") String s3Key,
    @JsonProperty("file_size")
        @Schema(description = "Bytes of ciphertext", examples = "1024", nullable = true)
        Long fileSize,
    @JsonProperty("uploaded_at") @Schema(examples = "2026-11-20T09:34:36.386Z") Instant uploadedAt,
    @JsonProperty("content_type") @Schema(examples = "audio/3gpp", nullable = true)
        String contentType,
    @JsonProperty("file_name") @Schema(nullable = true) String fileName,
    @JsonProperty("duration_ms") @Schema(nullable = true) Long durationMs,
    @JsonProperty("key_id")
        @Schema(
            description = "The audio key under which the recording is encrypted",
            examples = "k1")
        String keyId,
    FileStatus status,
    @Schema(
            description =
                "Details of the recording, encrypted by the client (docs/audio-format.md)",
            nullable = true)
        String details) {

  /** A copy of a record whose object has been found. */
  AudioFile ready(long objectSize) {
    return new AudioFile(
        fileId,
        userId,
        s3Key,
        objectSize,
        uploadedAt,
        contentType,
        fileName,
        durationMs,
        keyId,
        FileStatus.READY,
        details);
  }

  /** A copy that names another audio key. */
  AudioFile underKey(String otherKeyId) {
    return new AudioFile(
        fileId,
        userId,
        s3Key,
        fileSize,
        uploadedAt,
        contentType,
        fileName,
        durationMs,
        otherKeyId,
        status,
        details);
  }

  /** A copy with another name or other details. */
  AudioFile with(RecordingChange change) {
    return new AudioFile(
        fileId,
        userId,
        s3Key,
        fileSize,
        uploadedAt,
        contentType,
        change.fileName().orElse(fileName),
        durationMs,
        keyId,
        status,
        change.details().orElse(details));
  }
}
