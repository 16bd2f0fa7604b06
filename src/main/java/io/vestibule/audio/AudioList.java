package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Answer of {@code GET /api/user/audio-files}. {@code next_cursor} is null on the last page. */
public record AudioList(
    @JsonProperty("audio_files") List<AudioFile> audioFiles,
    @JsonProperty("next_cursor")
        @Schema(description = "`cursor` of the next page; null on the last page", nullable = true)
        String nextCursor) {}
