package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.HEADER;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;
import static io.vestibule.crypto.Cobblestone256.TAG;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Encrypts one message as a {@link Cobblestone256} file: the concatenated results of {@link
 * #update} and {@link #finish} are the file, including the header. Buffers less than one chunk (16
 * 384 bytes) between calls. Not thread-safe.
 */
public final class Encryptor implements AutoCloseable {

  private final FileKey key;
  private final byte[] pending = new byte[CHUNK];
  private int filled;
  private boolean started;
  private boolean done;

  /** Takes ownership of a key of {@link FileKey#create} and closes it. */
  public Encryptor(FileKey key) {
    this.key = requireNonNull(key, "key");
  }

  /**
   * Consumes all remaining bytes of the buffer, which may have any size.
   *
   * @return the next bytes of the file; may be empty
   * @throws IllegalStateException if finished or closed, or after 2^38 chunks
   */
  public ByteBuffer update(ByteBuffer plain) {
    long chunks = ((long) filled + plain.remaining()) / CHUNK;
    ByteBuffer out = start(Math.toIntExact(chunks * SEALED_CHUNK));
    while (plain.hasRemaining()) {
      int count = Math.min(CHUNK - filled, plain.remaining());
      plain.get(pending, filled, count);
      filled += count;
      if (filled == CHUNK) {
        encryptPending(out);
      }
    }
    return out.flip();
  }

  /**
   * The last bytes of the file, with the short last chunk.
   *
   * @throws IllegalStateException if finished or closed, or if the key has encrypted another
   *     message
   */
  public ByteBuffer finish() {
    ByteBuffer out = start(filled + TAG);
    encryptPending(out);
    close();
    return out.flip();
  }

  private ByteBuffer start(int size) {
    if (done) {
      throw new IllegalStateException("the encryptor has been finished or closed");
    }
    if (started) {
      return ByteBuffer.allocate(size);
    }
    started = true;
    return ByteBuffer.allocate(HEADER + size).put(key.header());
  }

  /** {@code out} was allocated by {@link #start}, so its array offset is 0. */
  @SuppressWarnings("ByteBufferBackingArray")
  private void encryptPending(ByteBuffer out) {
    int written = key.encryptNext(pending, filled, out.array(), out.position());
    out.position(out.position() + written);
    filled = 0;
  }

  /** Closes the key. Without {@link #finish} the file is truncated and cannot be decrypted. */
  @Override
  public void close() {
    done = true;
    key.close();
    Arrays.fill(pending, (byte) 0);
  }
}
