package io.vestibule.playback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vestibule.audio.StoredObject;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.KeysConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.lang.JoseException;

/**
 * Encodes tickets as JWE in compact serialization (RFC 7516, section 7.1) with {@code dir} and
 * {@code A256GCM}: only a replica with the same key can decode them. Exactly one encoding of a
 * ticket is accepted; a change of any character is refused.
 */
@ApplicationScoped
class TicketCodec {
  private static final String TYPE = "vestibule-ticket+jwe";
  private static final int NONCE_SIZE = 12;
  private static final int PARTS = 5;
  private static final int ENCRYPTED_KEY = 1;

  /** In characters. A ticket has about 500. */
  private static final int MAX_LENGTH = 2_048;

  /** The first encrypts, each decrypts. */
  private final List<SecretKeySpec> keys;

  private final SecureRandom random;
  private final InstantSource clock;

  TicketCodec(KeysConfig keys, SecureRandom random, InstantSource clock) {
    this.keys = ConfiguredKey.ticketKeys(keys).stream().map(TicketCodec::keySpec).toList();
    this.random = random;
    this.clock = clock;
  }

  private static SecretKeySpec keySpec(SecretBytes configured) {
    byte[] revealed = configured.reveal();
    try (configured) {
      return new SecretKeySpec(revealed, "AES");
    } finally {
      Arrays.fill(revealed, (byte) 0);
    }
  }

  String encode(Ticket ticket) {
    byte[] readingKey = ticket.readingKey().reveal();
    byte[] nonce = new byte[NONCE_SIZE];
    random.nextBytes(nonce);
    try {
      Map<String, Object> claims = new TreeMap<>();
      claims.put("sub", ticket.userId());
      claims.put("file", ticket.fileId());
      claims.put("size", ticket.object().size());
      claims.put("etag", ticket.object().etag());
      claims.put("key", base64(readingKey));
      claims.put("exp", ticket.expiresAt().toEpochMilli());
      JsonWebEncryption jwe = newJwe(keys.get(0));
      jwe.setIv(nonce);
      jwe.setPayload(JsonUtil.toJson(claims));
      return jwe.getCompactSerialization();
    } catch (JoseException impossible) {
      throw new IllegalStateException("a ticket cannot be encrypted", impossible);
    } finally {
      Arrays.fill(readingKey, (byte) 0);
    }
  }

  /** The ticket. Empty if it was altered, encrypted with another key, or has expired. */
  Optional<Ticket> decode(String text) {
    if (text == null || text.length() > MAX_LENGTH || !isCanonical(text.split("\\.", -1))) {
      return Optional.empty();
    }
    return keys.stream()
        .flatMap(key -> decrypt(text, key).stream())
        .findFirst()
        .map(TicketCodec::ticket)
        .filter(ticket -> clock.instant().isBefore(ticket.expiresAt()));
  }

  private static Optional<Map<String, Object>> decrypt(String text, SecretKeySpec key) {
    try {
      JsonWebEncryption jwe = newJwe(key);
      jwe.setCompactSerialization(text);
      return Optional.of(JsonUtil.parseJson(jwe.getPayload()));
    } catch (JoseException refused) {
      return Optional.empty();
    }
  }

  /** The service's own header, and canonical base64url (RFC 4648, section 3.5). */
  private boolean isCanonical(String[] parts) {
    if (parts.length != PARTS || !parts[ENCRYPTED_KEY].isEmpty()) {
      return false;
    }
    for (String part : parts) {
      if (!isCanonical(part)) {
        return false;
      }
    }
    return parts[0].equals(
        base64(newJwe(keys.get(0)).getHeaders().getFullHeaderAsJsonString().getBytes(UTF_8)));
  }

  private static boolean isCanonical(String part) {
    try {
      return base64(Base64.getUrlDecoder().decode(part)).equals(part);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static JsonWebEncryption newJwe(SecretKeySpec key) {
    JsonWebEncryption jwe = new JsonWebEncryption();
    jwe.setAlgorithmHeaderValue(KeyManagementAlgorithmIdentifiers.DIRECT);
    jwe.setEncryptionMethodHeaderParameter(ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);
    jwe.setHeader("typ", TYPE);
    jwe.setKey(key);
    return jwe;
  }

  private static Ticket ticket(Map<String, Object> claims) {
    return new Ticket(
        (String) claims.get("sub"),
        (String) claims.get("file"),
        new StoredObject(((Number) claims.get("size")).longValue(), (String) claims.get("etag")),
        secret((String) claims.get("key")),
        Instant.ofEpochMilli(((Number) claims.get("exp")).longValue()));
  }

  private static SecretBytes secret(String base64) {
    byte[] decoded = Base64.getUrlDecoder().decode(base64);
    try {
      return SecretBytes.of(decoded);
    } finally {
      Arrays.fill(decoded, (byte) 0);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
