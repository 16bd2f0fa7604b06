package io.vestibule.account;

import io.vestibule.credential.Credential;

/** An account with its credential: one item of the users table. */
public record StoredAccount(Account account, Credential credential) {}
