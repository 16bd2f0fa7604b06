package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Ciphertext goes straight between client and S3, by presigned URLs. */
@ApplicationScoped
public class TransferService {
  private final AudioService audio;
  private final AudioObjects objects;
  private final PresignedUrls urls;

  TransferService(AudioService audio, AudioObjects objects, PresignedUrls urls) {
    this.audio = audio;
    this.objects = objects;
    this.urls = urls;
  }

  /** Where clients upload to and download from, for example {@code https://s3.example.com}. */
  public String origin() {
    return urls.origin();
  }

  /** A place under the user's own prefix that nobody else knows, for one object of that size. */
  Uni<UploadAnswer> upload(String userId, UploadRequest wanted) {
    String key = S3Key.prefixOf(userId) + UUID.randomUUID();
    return urls.put(key, wanted.contentType(), wanted.fileSize())
        .map(
            url ->
                new UploadAnswer(
                    url.url(), "PUT", url.headers(), key, wanted.fileName(), url.expiresAt()));
  }

  /**
   * Where the recording's ciphertext is to be had.
   *
   * @throws ApiException {@link ErrorCode#AUDIO_FILE_NOT_FOUND}, {@link
   *     ErrorCode#OBJECT_NOT_PROVEN}, {@link ErrorCode#OBJECT_MISSING}
   */
  Uni<DownloadAnswer> download(String userId, String fileId) {
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
                  .chain(object -> audio.settle(stored, object, false));
            })
        .chain(
            file ->
                urls.get(file.s3Key())
                    .map(url -> new DownloadAnswer(url.url(), url.expiresAt(), file)));
  }
}
