package io.vestibule.audio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A user's recordings, for export and erasure. */
@ApplicationScoped
class AudioPersonalData implements PersonalData {
  private static final int PAGE = 100;

  private final AudioStore store;
  private final AudioDeletion deletion;

  AudioPersonalData(AudioStore store, AudioDeletion deletion) {
    this.store = store;
    this.deletion = deletion;
  }

  @Override
  public String name() {
    return "audio_files";
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return store
        .list(userId, PAGE, from.map(AudioPosition::parse))
        .map(
            page ->
                new Page(
                    page.files().stream()
                        .filter(stored -> !stored.isDeleting())
                        .map(StoredFile::file)
                        .map(AudioPersonalData::entry)
                        .toList(),
                    page.next().map(AudioPosition::text)));
  }

  /** Then whatever else lies under the user's prefix: uploads that were never registered. */
  @Override
  public Uni<Boolean> erase(String userId) {
    return deletion.deleteSome(userId);
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
        .put("duration_ms", file.durationMs());
  }
}
