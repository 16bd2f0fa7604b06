package io.vestibule.imports;

import java.util.Optional;

/**
 * The tables of an earlier system.
 *
 * @param users keyed by {@code email} (seed 000) or {@code user_id} (seeds 002 and 003)
 * @param tokens the tokens table of seed 000
 * @param audioFiles the audio-files table of seed 003
 * @param trustTokens whether the API tokens of users of seed 000 work without a tokens table
 * @param pool the id of the Cognito pool with which the users of seed 002 sign in
 */
public record DynamoTables(
    Optional<String> users,
    Optional<String> tokens,
    boolean trustTokens,
    Optional<String> audioFiles,
    Optional<String> pool) {}
