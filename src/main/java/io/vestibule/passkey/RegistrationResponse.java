package io.vestibule.passkey;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The {@code credential} of {@code POST /api/user/passkeys}.
 *
 * @param id base64url of the credential id
 * @param prf whether the authenticator supports the PRF extension for this credential
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
record RegistrationResponse(
    String id, byte[] clientDataJson, byte[] attestationObject, boolean prf) {
  private static final int MAX_CLIENT_DATA = 8 * 1024;

  /** Attestations with certificates are a few KiB; the service does not ask for them. */
  private static final int MAX_ATTESTATION = 32 * 1024;

  /**
   * @throws io.vestibule.web.ApiException {@link io.vestibule.web.ErrorCode#INVALID_REQUEST}
   */
  static RegistrationResponse from(JsonNode body) {
    CredentialJson credential = CredentialJson.member(body, "credential");
    String id = credential.id();
    CredentialJson response = credential.object("response");
    return new RegistrationResponse(
        id,
        response.bytes("clientDataJSON", MAX_CLIENT_DATA),
        response.bytes("attestationObject", MAX_ATTESTATION),
        credential.prf().map(prf -> prf.flag("enabled")).orElse(false));
  }

  @Override
  public String toString() {
    return "RegistrationResponse[redacted]";
  }
}
