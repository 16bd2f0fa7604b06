package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Answer of {@code GET /api/user/audio-files}. {@code next_cursor} is null on the last page. */
public record AudioList(
    @JsonProperty("audio_files") List<AudioFile> audioFiles,
    @JsonProperty("next_cursor") String nextCursor) {}
