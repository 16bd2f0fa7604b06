package io.vestibule.factor;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a browser needs in order to prove a passkey.
 *
 * @param publicKey PublicKeyCredentialRequestOptionsJSON (WebAuthn, section 5.1.10), without
 *     credential ids
 * @param state returned with the credential
 */
public record FactorOptions(JsonNode publicKey, String state) {}
