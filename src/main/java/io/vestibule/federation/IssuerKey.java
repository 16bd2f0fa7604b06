package io.vestibule.federation;

import java.security.PublicKey;
import java.util.Set;

/**
 * A public key of an issuer and the algorithms that are permitted with it.
 *
 * @param keyId {@code kid}; empty if the key has none
 * @param key RSA of 2048 bits or more, or EC
 * @param algorithms JWA names (RFC 7518): the key's {@code alg} if present, else those of its type
 *     and curve
 */
record IssuerKey(String keyId, PublicKey key, Set<String> algorithms) {}
