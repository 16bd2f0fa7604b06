package io.vestibule.usage;

import java.util.Optional;

/**
 * A request that was counted in the last 24 hours.
 *
 * @param units what it counted
 * @param answer what it was answered; empty where its server went away before it answered
 */
record RememberedRequest(long units, Optional<UsageAnswer> answer) {}
