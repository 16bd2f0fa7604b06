package io.vestibule.passkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * The {@code credential} of a sign-in with a passkey.
 *
 * @param id base64url of the credential id
 * @param userHandle the user id that the authenticator stored; empty if it sent none
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
record AssertionResponse(
    String id,
    byte[] clientDataJson,
    byte[] authenticatorData,
    byte[] signature,
    Optional<byte[]> userHandle) {
  private static final int MAX_CLIENT_DATA = 8 * 1024;
  private static final int MAX_AUTHENTICATOR_DATA = 4 * 1024;
  private static final int MAX_SIGNATURE = 1024;

  /**
   * @throws io.vestibule.web.ApiException {@link io.vestibule.web.ErrorCode#INVALID_REQUEST}
   */
  static AssertionResponse from(JsonNode body) {
    CredentialJson credential = CredentialJson.member(body, "credential");
    String id = credential.id();
    credential.prf();
    CredentialJson response = credential.object("response");
    return new AssertionResponse(
        id,
        response.bytes("clientDataJSON", MAX_CLIENT_DATA),
        response.bytes("authenticatorData", MAX_AUTHENTICATOR_DATA),
        response.bytes("signature", MAX_SIGNATURE),
        response.optionalBytes("userHandle", CredentialJson.MAX_USER_HANDLE));
  }

  /** The user id in the user handle; empty if there is none or if it is not a text. */
  Optional<String> userId() {
    return userHandle.flatMap(
        handle -> {
          try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(handle)).toString());
          } catch (CharacterCodingException notOurs) {
            return Optional.empty();
          }
        });
  }

  @Override
  public String toString() {
    return "AssertionResponse[redacted]";
  }
}
