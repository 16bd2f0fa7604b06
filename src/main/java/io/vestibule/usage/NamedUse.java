package io.vestibule.usage;

/**
 * Usage that names itself, so that it counts once.
 *
 * @param request where its id is remembered
 * @param units what it counts
 */
record NamedUse(RequestKey request, long units) {}
