package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The record of an encrypted recording.
 *
 * @param fileId UUID, or the id it was imported with
 * @param userId whose it is
 * @param s3Key where its ciphertext lies
 * @param fileSize bytes of ciphertext: as S3 says once {@code status} is ready, before that as the
 *     client said; null where it did not
 * @param uploadedAt when it was registered, to the microsecond
 * @param durationMs length of the recording
 * @param status whether the object has been seen
 */
public record AudioFile(
    @JsonProperty("file_id") @Schema(examples = "8b1083f1-a1c1-4202-866c-4e2b842ebfef")
        String fileId,
    @JsonProperty("user_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String userId,
    @JsonProperty("s3_key") @Schema(examples = "users/test-user/audio-123.3gp") String s3Key,
    @JsonProperty("file_size") @Schema(examples = "1024") Long fileSize,
    @JsonProperty("uploaded_at") @Schema(examples = "2026-11-20T09:34:36.386Z") Instant uploadedAt,
    @JsonProperty("content_type") @Schema(examples = "audio/3gpp") String contentType,
    @JsonProperty("file_name") String fileName,
    @JsonProperty("duration_ms") Long durationMs,
    FileStatus status) {}
