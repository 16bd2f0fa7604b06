package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

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
    @JsonProperty("file_id") String fileId,
    @JsonProperty("user_id") String userId,
    @JsonProperty("s3_key") String s3Key,
    @JsonProperty("file_size") Long fileSize,
    @JsonProperty("uploaded_at") Instant uploadedAt,
    @JsonProperty("content_type") String contentType,
    @JsonProperty("file_name") String fileName,
    @JsonProperty("duration_ms") Long durationMs,
    FileStatus status) {}
