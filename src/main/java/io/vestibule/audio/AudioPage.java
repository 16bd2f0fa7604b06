package io.vestibule.audio;

import java.util.List;
import java.util.Optional;

/** One page of a user's recordings and the position of the next page. */
record AudioPage(List<StoredFile> files, Optional<AudioPagePosition> next) {}
