package io.vestibule.usage;

/**
 * Where the key of a secret is.
 *
 * @param keyId {@value ApiKey#DEFAULT} for the API token of the account
 */
public record KeyOwner(String userId, String keyId) {}
