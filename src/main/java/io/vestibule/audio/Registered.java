package io.vestibule.audio;

/** A record, and whether this request made it. */
record Registered(AudioFile file, boolean created) {}
