package io.vestibule.federation;

import java.security.PublicKey;
import java.util.Set;

/**
 * A public key of an issuer and the algorithms it may be used with.
 *
 * @param keyId {@code kid}; empty where the issuer gave it none
 * @param key RSA of 2048 bits or more, or EC
 * @param algorithms JWA names; the one the key names, else those of its type and curve
 */
record IssuerKey(String keyId, PublicKey key, Set<String> algorithms) {}
