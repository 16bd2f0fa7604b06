package io.vestibule.session;

/** The claims of a verified token and the active session that it names. */
record AuthenticatedSession(TokenClaims claims, Session session) {}
