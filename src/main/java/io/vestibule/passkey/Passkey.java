package io.vestibule.passkey;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A registered passkey.
 *
 * @param id base64url of the credential id
 * @param name given by the owner or by its provider
 * @param credential attested credential data: AAGUID, credential id and public key (WebAuthn Level
 *     3, section 6.5.1)
 * @param signCount the signature counter of the last use; 0 if the authenticator has none
 * @param backupEligible whether it may be copied to other devices; never changes
 * @param backedUp whether it was copied, when it was last used
 * @param prf whether the authenticator supports the PRF extension
 * @param lastUsedAt null if it was not used since its registration
 * @param wraps audio keys under its PRF output, by their key ids
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
record Passkey(
    String userId,
    String id,
    String name,
    byte[] credential,
    long signCount,
    boolean backupEligible,
    boolean backedUp,
    boolean prf,
    Instant createdAt,
    Instant lastUsedAt,
    Map<String, PasskeyWrap> wraps) {
  Passkey {
    requireNonNull(userId, "userId");
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(credential, "credential");
    requireNonNull(createdAt, "createdAt");
    wraps = Map.copyOf(wraps);
  }

  /** The model of the authenticator or the provider, unproven. */
  UUID aaguid() {
    ByteBuffer start = ByteBuffer.wrap(credential);
    return new UUID(start.getLong(), start.getLong());
  }

  @Override
  public String toString() {
    return "Passkey[redacted]";
  }
}
