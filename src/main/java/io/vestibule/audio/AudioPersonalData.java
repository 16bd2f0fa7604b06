package io.vestibule.audio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** A user's recordings, for export and erasure. */
@ApplicationScoped
class AudioPersonalData implements PersonalData {
  private static final int PAGE = 100;

  private final AudioStore store;

  AudioPersonalData(AudioStore store) {
    this.store = store;
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
                    page.files().stream().map(AudioPersonalData::entry).toList(),
                    page.next().map(AudioPosition::text)));
  }

  /** A recording's object must go before its record, which alone knows where it lies. */
  @Override
  public Uni<Boolean> erase(String userId) {
    return store
        .list(userId, PAGE, Optional.empty())
        .chain(page -> delete(page.files()).replaceWith(page.next().isEmpty()));
  }

  private Uni<Void> delete(List<AudioFile> files) {
    return Multi.createFrom()
        .iterable(files)
        .onItem()
        .transformToUni(store::delete)
        .merge(8)
        .collect()
        .asList()
        .replaceWithVoid();
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
