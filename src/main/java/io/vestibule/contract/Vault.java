package io.vestibule.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.AudioKeyWrap;
import io.vestibule.crypto.ChunkRange;
import io.vestibule.crypto.Cobblestone256;
import io.vestibule.crypto.Decryptor;
import io.vestibule.crypto.Encryptor;
import io.vestibule.crypto.FileKey;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordHashes;
import io.vestibule.crypto.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** What a client of the vault computes itself (docs/audio-format.md). */
public final class Vault {
  private final SecureRandom random;

  public Vault(SecureRandom random) {
    this.random = random;
  }

  /**
   * The current audio key.
   *
   * @param login the answer to a login
   * @return empty if the password does not unwrap it
   */
  Optional<SecretBytes> audioKey(JsonNode login, String password) {
    JsonNode key = login.path("audio_key");
    JsonNode kdf = key.path("kdf");
    Argon2Cost cost =
        new Argon2Cost(kdf.path("m").asInt(), kdf.path("t").asInt(), kdf.path("p").asInt());
    byte[] salt = HexFormat.of().parseHex(login.path("key_salt").asText());
    return unwrap(
        cost,
        salt,
        password,
        key.path("wrapped").asText(),
        login.path("user_id").asText(),
        key.path("key_id").asText());
  }

  /** The audio key that the password unwraps; empty if it does not. */
  public Optional<SecretBytes> unwrap(
      Argon2Cost cost, byte[] salt, String password, String wrapped, String userId, String keyId) {
    try (SecretBytes kek =
        new PasswordHashes(cost, random).deriveKey(Password.of(password), salt)) {
      return new AudioKeyWrap(random)
          .unwrap(Base64.getUrlDecoder().decode(wrapped), kek, userId, keyId);
    }
  }

  /** The file that holds {@code plain}. */
  public byte[] encrypt(SecretBytes audioKey, String userId, String s3Key, byte[] plain) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (Encryptor encryptor =
        new Encryptor(FileKey.create(audioKey, random, context(userId, s3Key)))) {
      append(file, encryptor.update(ByteBuffer.wrap(plain)));
      append(file, encryptor.finish());
    }
    return file.toByteArray();
  }

  /**
   * The content of a file.
   *
   * @throws io.vestibule.crypto.InvalidCiphertextException if it is not authentic
   */
  public byte[] decrypt(SecretBytes audioKey, String userId, String s3Key, byte[] file) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (Decryptor decryptor = Decryptor.ofFile(audioKey, context(userId, s3Key))) {
      append(plain, decryptor.update(ByteBuffer.wrap(file)));
      append(plain, decryptor.finish());
    }
    return plain.toByteArray();
  }

  /**
   * A part of the content, as a player reads it that seeks.
   *
   * @param header the first 56 bytes of the file
   * @param sealed the bytes of the file that {@code range} names
   */
  byte[] decrypt(
      SecretBytes audioKey,
      String userId,
      String s3Key,
      byte[] header,
      ChunkRange range,
      byte[] sealed) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (Decryptor decryptor =
        Decryptor.of(Cobblestone256.open(audioKey, header, context(userId, s3Key)), range)) {
      append(plain, decryptor.update(ByteBuffer.wrap(sealed)));
      append(plain, decryptor.finish());
    }
    return plain.toByteArray();
  }

  private static byte[] context(String userId, String s3Key) {
    return ("vestibule/audio/v1/" + userId + "/" + s3Key).getBytes(UTF_8);
  }

  private static void append(ByteArrayOutputStream out, ByteBuffer piece) {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    out.writeBytes(bytes);
    Arrays.fill(bytes, (byte) 0);
  }
}
