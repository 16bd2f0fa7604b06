package io.vestibule.usage;

import java.util.Optional;

/**
 * A request that was counted in the last 24 hours.
 *
 * @param units the units counted
 * @param answer the response; empty if the server stopped before it responded
 */
record StoredUsageResult(long units, Optional<UsageAnswer> answer) {}
