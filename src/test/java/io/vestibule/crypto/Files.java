package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Encrypted files to test with, and ways to read them. */
final class Files {

  static final SecretBytes KEY = SecretBytes.random(32, new SecureRandom());

  static final byte[] CONTEXT = "vestibule/audio/v1/user/key".getBytes(UTF_8);

  private Files() {}

  static byte[] plaintext(int size) {
    byte[] plain = new byte[size];
    new Random(size).nextBytes(plain);
    return plain;
  }

  static byte[] encrypt(byte[] plain) {
    try (var encryptor = new Encryptor(FileKey.create(KEY, new SecureRandom(), CONTEXT))) {
      return join(encryptor.update(ByteBuffer.wrap(plain)), encryptor.finish());
    }
  }

  static byte[] decrypt(byte[] file) {
    return decrypt(file, KEY, CONTEXT);
  }

  static byte[] decrypt(byte[] file, SecretBytes key, byte[] context) {
    try (var decryptor = Decryptor.ofFile(key, context)) {
      return join(decryptor.update(ByteBuffer.wrap(file)), decryptor.finish());
    }
  }

  static FileKey open(byte[] file) {
    return Cobblestone256.open(KEY, Arrays.copyOf(file, Cobblestone256.HEADER), CONTEXT);
  }

  static byte[] join(ByteBuffer... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (ByteBuffer part : parts) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      whole.writeBytes(bytes);
    }
    return whole.toByteArray();
  }

  /** Puts bytes through a step in pieces of random size. */
  static ByteBuffer join(Random random, byte[] bytes, UnaryOperator<ByteBuffer> step) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int most = 1 + random.nextInt(2 * Cobblestone256.CHUNK);
    for (int at = 0; at < bytes.length; ) {
      int size = Math.min(random.nextInt(most + 1), bytes.length - at);
      whole.writeBytes(join(step.apply(ByteBuffer.wrap(bytes, at, size))));
      at += size;
    }
    return ByteBuffer.wrap(whole.toByteArray());
  }
}
