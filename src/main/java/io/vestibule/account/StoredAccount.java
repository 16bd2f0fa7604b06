package io.vestibule.account;

/** An account with its credential: one item of the users table. */
record StoredAccount(Account account, Credential credential) {}
