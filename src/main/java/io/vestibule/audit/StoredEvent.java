package io.vestibule.audit;

import java.time.Instant;

/**
 * An event to be stored.
 *
 * @param id its sort key
 */
record StoredEvent(String id, Instant time, SecurityEvent event) {}
