package io.vestibule.audio;

import java.util.List;
import java.util.Optional;

/** Some of a user's recordings, and where the next page begins. */
record AudioPage(List<StoredFile> files, Optional<AudioPosition> next) {}
