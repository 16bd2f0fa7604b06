package io.vestibule.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An authenticator and its browser: creates one ES256 passkey and signs assertions with it. Fields
 * can be set to what a faulty or hostile one would send.
 */
public final class SoftwareAuthenticator {
  public static final int USER_PRESENT = 0x01;
  public static final int USER_VERIFIED = 0x04;
  public static final int BACKUP_ELIGIBLE = 0x08;
  public static final int BACKED_UP = 0x10;
  private static final int ATTESTED = 0x40;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyPair keys = keyPair();

  /** The origin of the page. */
  public String origin = "https://vestibule.test";

  public String rpId = "vestibule.test";
  public int flags = USER_PRESENT | USER_VERIFIED;
  public long signCount;
  public boolean crossOrigin;
  public UUID aaguid = new UUID(0, 0);
  public byte[] id = random(16);

  /** Of the account for which the passkey was created; null where there is none. */
  public byte[] userHandle;

  /** Whether the PRF extension is supported. */
  public boolean prf;

  public static SoftwareAuthenticator of(String userId) {
    SoftwareAuthenticator created = new SoftwareAuthenticator();
    created.userHandle = userId.getBytes(UTF_8);
    return created;
  }

  public String id() {
    return base64(id);
  }

  /** {@code RegistrationResponseJSON}. */
  public Map<String, Object> create(String challenge) {
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("clientDataJSON", base64(clientData("webauthn.create", challenge)));
    response.put("attestationObject", base64(attestationObject()));
    return credential(response, Map.of("prf", Map.of("enabled", prf)));
  }

  /** {@code AuthenticationResponseJSON}, with the next value of the counter if it has one. */
  public Map<String, Object> get(String challenge) {
    byte[] clientData = clientData("webauthn.get", challenge);
    byte[] data = authenticatorData(flags);
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("clientDataJSON", base64(clientData));
    response.put("authenticatorData", base64(data));
    response.put("signature", base64(sign(concat(data, sha256(clientData)))));
    if (userHandle != null) {
      response.put("userHandle", base64(userHandle));
    }
    return credential(response, Map.of());
  }

  private Map<String, Object> credential(
      Map<String, Object> response, Map<String, Object> extensions) {
    Map<String, Object> credential = new LinkedHashMap<>();
    credential.put("id", id());
    credential.put("rawId", id());
    credential.put("type", "public-key");
    credential.put("response", response);
    credential.put("clientExtensionResults", extensions);
    return credential;
  }

  private byte[] clientData(String type, String challenge) {
    return """
    {"type":"%s","challenge":"%s","origin":"%s","crossOrigin":%s}"""
        .formatted(type, challenge, origin, crossOrigin)
        .getBytes(UTF_8);
  }

  private byte[] authenticatorData(int withFlags) {
    return ByteBuffer.allocate(37)
        .put(sha256(rpId.getBytes(UTF_8)))
        .put((byte) withFlags)
        .putInt((int) signCount)
        .array();
  }

  private byte[] attestationObject() {
    ByteBuffer model = ByteBuffer.allocate(18);
    model.putLong(aaguid.getMostSignificantBits()).putLong(aaguid.getLeastSignificantBits());
    model.putShort((short) id.length);
    byte[] data = concat(authenticatorData(flags | ATTESTED), model.array(), id, coseKey());
    return new Cbor()
        .map(3)
        .text("fmt")
        .text("none")
        .text("attStmt")
        .map(0)
        .text("authData")
        .bytes(data)
        .encoded();
  }

  /** RFC 9053, section 7.1.1. */
  private byte[] coseKey() {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    return new Cbor()
        .map(5)
        .number(1)
        .number(2)
        .number(3)
        .number(-7)
        .number(-1)
        .number(1)
        .number(-2)
        .bytes(coordinate(key.getW().getAffineX()))
        .number(-3)
        .bytes(coordinate(key.getW().getAffineY()))
        .encoded();
  }

  private static byte[] coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[32];
    int size = Math.min(bytes.length, fixed.length);
    System.arraycopy(bytes, bytes.length - size, fixed, fixed.length - size, size);
    return fixed;
  }

  private byte[] sign(byte[] data) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** As much of CBOR (RFC 8949) as the formats above need. */
  private static final class Cbor {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Cbor map(int size) {
      return head(5, size);
    }

    Cbor text(String text) {
      byte[] bytes = text.getBytes(UTF_8);
      head(3, bytes.length).out.writeBytes(bytes);
      return this;
    }

    Cbor bytes(byte[] bytes) {
      head(2, bytes.length).out.writeBytes(bytes);
      return this;
    }

    Cbor number(int value) {
      return value < 0 ? head(1, -1 - value) : head(0, value);
    }

    byte[] encoded() {
      return out.toByteArray();
    }

    private Cbor head(int major, int value) {
      int type = major << 5;
      if (value < 24) {
        out.write(type | value);
      } else if (value < 256) {
        out.write(type | 24);
        out.write(value);
      } else {
        out.write(type | 25);
        out.write(value >> 8);
        out.write(value);
      }
      return this;
    }
  }
}
