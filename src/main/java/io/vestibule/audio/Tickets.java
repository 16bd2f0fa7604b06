package io.vestibule.audio;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vestibule.crypto.SecretBytes;
import io.vestibule.web.ConfiguredKey;
import io.vestibule.web.KeysConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
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
 * Writes tickets as JWE in the compact form (RFC 7516), {@code dir} and {@code A256GCM}: any
 * replica with the same key reads them, nobody else does. One form is accepted and no other: every
 * character of a ticket counts.
 */
@ApplicationScoped
class Tickets {
  private static final String TYPE = "vestibule-ticket+jwe";
  private static final int NONCE_SIZE = 12;
  private static final int PARTS = 5;
  private static final int ENCRYPTED_KEY = 1;

  /** Ours have about 500 characters. */
  private static final int MAX_LENGTH = 2_048;

  private final SecretKeySpec key;
  private final SecureRandom random;
  private final InstantSource clock;

  Tickets(KeysConfig keys, SecureRandom random, InstantSource clock) {
    try (SecretBytes configured =
        ConfiguredKey.bytes("vestibule.keys.ticket", keys.ticket(), keys.ticketFile())) {
      byte[] revealed = configured.reveal();
      this.key = new SecretKeySpec(revealed, "AES");
      Arrays.fill(revealed, (byte) 0);
    }
    this.random = random;
    this.clock = clock;
  }

  String write(Ticket ticket) {
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
      JsonWebEncryption jwe = header();
      jwe.setIv(nonce);
      jwe.setPayload(JsonUtil.toJson(claims));
      return jwe.getCompactSerialization();
    } catch (JoseException impossible) {
      throw new IllegalStateException("a ticket cannot be encrypted", impossible);
    } finally {
      Arrays.fill(readingKey, (byte) 0);
    }
  }

  /** The ticket, or empty where it is altered, of another key or over. */
  Optional<Ticket> read(String text) {
    if (text == null || text.length() > MAX_LENGTH || !isCanonical(text.split("\\.", -1))) {
      return Optional.empty();
    }
    try {
      JsonWebEncryption jwe = header();
      jwe.setCompactSerialization(text);
      return Optional.of(ticket(JsonUtil.parseJson(jwe.getPayload())))
          .filter(ticket -> clock.instant().isBefore(ticket.expiresAt()));
    } catch (JoseException refused) {
      return Optional.empty();
    }
  }

  /** Our header, and base64url that no other text decodes to. */
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
        base64(header().getHeaders().getFullHeaderAsJsonString().getBytes(UTF_8)));
  }

  private static boolean isCanonical(String part) {
    try {
      return base64(Base64.getUrlDecoder().decode(part)).equals(part);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private JsonWebEncryption header() {
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
