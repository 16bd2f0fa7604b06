package io.vestibule.usage;

/**
 * Usage with an idempotency key, which is counted once.
 *
 * @param request the key under which its request id is stored
 * @param units units to count
 */
record IdempotentUsage(IdempotencyKey request, long units) {}
