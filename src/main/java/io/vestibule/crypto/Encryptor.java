package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.HEADER;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;
import static io.vestibule.crypto.Cobblestone256.TAG;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Encrypts one message as a {@link Cobblestone256} file: what {@link #update} and {@link #finish}
 * return is the file, header first. Between calls it holds less than one chunk. For one thread at a
 * time.
 */
public final class Encryptor implements AutoCloseable {

  private final FileKey key;
  private final byte[] pending = new byte[CHUNK];
  private int filled;
  private boolean begun;
  private boolean done;

  /** Takes over a key made by {@link FileKey#create} and closes it in the end. */
  public Encryptor(FileKey key) {
    this.key = requireNonNull(key, "key");
  }

  /**
   * Takes in all the plaintext there is, of any size.
   *
   * @return the next bytes of the file, maybe none
   * @throws IllegalStateException once finished or closed, or beyond 2^38 chunks
   */
  public ByteBuffer update(ByteBuffer plain) {
    long chunks = ((long) filled + plain.remaining()) / CHUNK;
    ByteBuffer out = begin(Math.toIntExact(chunks * SEALED_CHUNK));
    while (plain.hasRemaining()) {
      int taken = Math.min(CHUNK - filled, plain.remaining());
      plain.get(pending, filled, taken);
      filled += taken;
      if (filled == CHUNK) {
        encryptPending(out);
      }
    }
    return out.flip();
  }

  /**
   * The last bytes of the file, with the short last chunk.
   *
   * @throws IllegalStateException once finished or closed, or when the key has encrypted before
   */
  public ByteBuffer finish() {
    ByteBuffer out = begin(filled + TAG);
    encryptPending(out);
    close();
    return out.flip();
  }

  private ByteBuffer begin(int size) {
    if (done) {
      throw new IllegalStateException("the encryptor has been finished or closed");
    }
    if (begun) {
      return ByteBuffer.allocate(size);
    }
    begun = true;
    return ByteBuffer.allocate(HEADER + size).put(key.header());
  }

  /** {@code out} comes from {@link #begin}, so it begins where its array does. */
  @SuppressWarnings("ByteBufferBackingArray")
  private void encryptPending(ByteBuffer out) {
    int written = key.encryptNext(pending, filled, out.array(), out.position());
    out.position(out.position() + written);
    filled = 0;
  }

  /** Closes the key; without {@link #finish} the file stays truncated, and unreadable. */
  @Override
  public void close() {
    done = true;
    key.close();
    Arrays.fill(pending, (byte) 0);
  }
}
