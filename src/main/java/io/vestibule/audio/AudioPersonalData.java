package io.vestibule.audio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** A user's recordings, for export and erasure. */
@ApplicationScoped
class AudioPersonalData implements PersonalData {
  private static final int PAGE = 100;

  /** For an upload that begins in the last second of its URL's lifetime. */
  private static final Duration UPLOAD_DURATION = Duration.ofMinutes(5);

  private final AudioStore store;
  private final AudioDeletion deletion;
  private final AudioConfig config;

  AudioPersonalData(AudioStore store, AudioDeletion deletion, AudioConfig config) {
    this.store = store;
    this.deletion = deletion;
    this.config = config;
  }

  @Override
  public String name() {
    return "audio_files";
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return store
        .list(userId, PAGE, from.map(AudioPagePosition::parse))
        .map(
            page ->
                new Page(
                    page.files().stream()
                        .filter(stored -> !stored.isDeleting())
                        .map(StoredFile::file)
                        .map(AudioPersonalData::entry)
                        .toList(),
                    page.next().map(AudioPagePosition::text)));
  }

  /**
   * Also deletes the other objects under the user's prefix, which are uploads that were never
   * registered.
   */
  @Override
  public Uni<Boolean> erase(String userId) {
    return deletion.deletePage(userId);
  }

  /** An upload that ends even later is deleted by {@link UploadSweeper}. */
  @Override
  public Duration lateWrites() {
    return config.uploadLifetime().plus(UPLOAD_DURATION);
  }

  private static JsonNode entry(AudioFile file) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("file_id", file.fileId())
        .put("s3_key", file.s3Key())
        .put("file_size", file.fileSize())
        .put("uploaded_at", file.uploadedAt().toString())
        .put("content_type", file.contentType())
        .put("file_name", file.fileName())
        .put("duration_ms", file.durationMs())
        .put("key_id", file.keyId())
        .put("details", file.details());
  }
}
