package io.vestibule.audio;

/** A record, and whether this request created it. */
record RegistrationResult(AudioFile file, boolean created) {}
