package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One record: {@code {"audio_file":{…}}}. */
public record AudioFileResponse(@JsonProperty("audio_file") AudioFile audioFile) {}
