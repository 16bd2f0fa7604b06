package io.vestibule.audit;

import java.time.Instant;

/** An event with its place in the trail. */
record StoredEvent(String id, Instant time, SecurityEvent event) {}
