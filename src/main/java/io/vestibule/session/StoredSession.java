package io.vestibule.session;

import java.util.Optional;

/**
 * A session with the token of its current generation.
 *
 * @param sealedToken the token sealed with the service's sealing key; empty in the first generation
 */
record StoredSession(Session session, Optional<byte[]> sealedToken) {}
