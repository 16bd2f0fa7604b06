package io.vestibule.session;

/** A token that checked out and the live session it names. */
record Authenticated(TokenClaims claims, Session session) {}
