package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Issues presigned URLs: clients upload and download ciphertext directly to and from S3. */
@ApplicationScoped
public class TransferService {
  private final AudioService audio;
  private final ObjectStorage objects;
  private final PresignedUrls urls;
  private final UploadSweeper uploads;
  private final RecordingLimits limits;

  TransferService(
      AudioService audio,
      ObjectStorage objects,
      PresignedUrls urls,
      UploadSweeper uploads,
      RecordingLimits limits) {
    this.audio = audio;
    this.objects = objects;
    this.urls = urls;
    this.uploads = uploads;
    this.limits = limits;
  }

  /** The origin of the presigned URLs, for example {@code https://s3.example.com}. */
  public String origin() {
    return urls.origin();
  }

  /**
   * An upload URL for one object of the given size, under a random key below the user's prefix. An
   * object that is not registered is deleted later.
   *
   * @throws ApiException {@link ErrorCode#RECORDING_LIMIT}, {@link ErrorCode#STORAGE_LIMIT}
   */
  Uni<UploadUrlAnswer> upload(String userId, UploadUrlRequest request) {
    String key = S3Key.prefixOf(userId) + UUID.randomUUID();
    return limits
        .exceeded(userId, request.fileSize())
        .invoke(
            limit ->
                limit.ifPresent(
                    code -> {
                      throw ApiException.of(code);
                    }))
        .chain(() -> uploads.expect(key))
        .chain(() -> urls.put(key, request.contentType(), request.fileSize()))
        .map(
            url ->
                new UploadUrlAnswer(
                    url.url(), "PUT", url.headers(), key, request.fileName(), url.expiresAt()));
  }

  /**
   * A download URL for the recording's ciphertext.
   *
   * @throws ApiException {@link ErrorCode#AUDIO_FILE_NOT_FOUND}, {@link
   *     ErrorCode#OBJECT_NOT_PROVEN}, {@link ErrorCode#OBJECT_MISSING}
   */
  Uni<DownloadUrlAnswer> download(String userId, String fileId) {
    return audio
        .find(userId, fileId)
        .chain(
            stored -> {
              if (!stored.ownsObject()) {
                throw ApiException.of(ErrorCode.OBJECT_NOT_PROVEN);
              }
              return objects
                  .find(stored.file().s3Key())
                  .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.OBJECT_MISSING)))
                  .chain(object -> audio.confirmObject(stored, object, Optional.empty()));
            })
        .chain(
            file ->
                urls.get(file.s3Key())
                    .map(url -> new DownloadUrlAnswer(url.url(), url.expiresAt(), file)));
  }
}
