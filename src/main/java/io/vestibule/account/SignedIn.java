package io.vestibule.account;

import io.vestibule.usage.ApiToken;

/**
 * What the owner of an account gets after proving who they are.
 *
 * @param account the record
 * @param apiToken their API token
 * @param keySalt 32 bytes, hex: the salt for their audio key's key-encryption key
 * @param audioKey their wrapped audio key; null where only foreign identities open the account
 */
public record SignedIn(Account account, ApiToken apiToken, String keySalt, AudioKey audioKey) {}
