package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DecryptorTest {

  private final byte[] plain = Files.plaintext(2 * CHUNK + 7);
  private final byte[] file = Files.encrypt(plain);
  private final Decryptor decryptor = Decryptor.ofFile(Files.KEY, Files.CONTEXT);

  @Test
  void returnsAChunkAsSoonAsItIsComplete() {
    int first = Cobblestone256.HEADER + SEALED_CHUNK;
    assertEquals(0, decryptor.update(ByteBuffer.wrap(file, 0, first - 1)).remaining());
    assertEquals(CHUNK, decryptor.update(ByteBuffer.wrap(file, first - 1, 1)).remaining());
  }

  @Test
  void returnsNothingOfAForgedChunk() {
    file[Cobblestone256.HEADER + SEALED_CHUNK] ^= 1;
    int second = Cobblestone256.HEADER + 2 * SEALED_CHUNK;
    ByteBuffer first = decryptor.update(ByteBuffer.wrap(file, 0, second - 1));
    assertArrayEquals(Arrays.copyOf(plain, CHUNK), Files.join(first));
    var refusal =
        assertThrows(
            InvalidCiphertextException.class,
            () -> decryptor.update(ByteBuffer.wrap(file, second - 1, 1)));
    assertEquals("chunk 1 is not authentic", refusal.getMessage());
  }

  @Test
  void keepsFailing() {
    byte[] forged = new byte[100];
    assertThrows(InvalidCiphertextException.class, () -> decryptor.update(ByteBuffer.wrap(forged)));
    assertThrows(InvalidCiphertextException.class, () -> decryptor.update(ByteBuffer.wrap(file)));
    assertThrows(InvalidCiphertextException.class, decryptor::finish);
    decryptor.close();
    assertThrows(InvalidCiphertextException.class, decryptor::finish);
  }

  @Test
  void finishedOrClosedDecryptorRefusesInput() {
    decryptor.update(ByteBuffer.wrap(file));
    decryptor.finish();
    assertThrows(IllegalStateException.class, decryptor::finish);
    Decryptor closed = Decryptor.ofFile(Files.KEY, Files.CONTEXT);
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.update(ByteBuffer.wrap(file)));
  }

  @Test
  void doesNotCloseTheCallersKey() {
    SecretBytes key = Files.KEY.copy();
    Decryptor late = Decryptor.ofFile(key, Files.CONTEXT);
    key.close();
    assertEquals(2 * CHUNK, late.update(ByteBuffer.wrap(file)).remaining());
    late.close();
    assertEquals(32, Files.KEY.reveal().length);
  }

  @Test
  void closesItsFileKey() {
    FileKey key = Files.open(file);
    Decryptor.from(key, 0).close();
    ByteBuffer chunk = ByteBuffer.wrap(file, 56, SEALED_CHUNK);
    assertThrows(IllegalStateException.class, () -> key.decryptChunk(0, chunk, false));
  }

  @Test
  void finishedEncryptorRefusesInput() {
    Encryptor encryptor = new Encryptor(FileKey.create(Files.KEY, new SecureRandom(), new byte[0]));
    encryptor.finish();
    assertThrows(IllegalStateException.class, encryptor::finish);
    ByteBuffer more = ByteBuffer.allocate(1);
    assertThrows(IllegalStateException.class, () -> encryptor.update(more));
  }
}
