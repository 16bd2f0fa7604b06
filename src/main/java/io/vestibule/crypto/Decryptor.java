package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.HEADER;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Decrypts a {@link Cobblestone256} file, or a {@link ChunkRange} of one, as its bytes arrive.
 * Plaintext is returned only of chunks that proved authentic, and the whole is good only once
 * {@link #finish} has returned. After a failure every call fails. Between calls it holds less than
 * one chunk. For one thread at a time.
 */
public final class Decryptor implements AutoCloseable {

  private static final long UNKNOWN = -1;

  private final SecretBytes inputKey;
  private final byte[] context;
  private final long lastChunk;
  private final boolean endsMessage;
  private final byte[] pending = new byte[SEALED_CHUNK];
  private FileKey key;
  private int filled;
  private long nextChunk;
  private long skip;
  private long left;
  private boolean done;
  private InvalidCiphertextException failure;

  private Decryptor(SecretBytes inputKey, byte[] context, FileKey key, ChunkRange range) {
    this.inputKey = inputKey;
    this.context = context;
    this.key = key;
    this.nextChunk = range.firstChunk();
    this.lastChunk = range.lastChunk();
    this.endsMessage = range.endsMessage();
    this.skip = range.skip();
    this.left = range.length();
  }

  /**
   * For a whole file from its first byte on, header included, of unknown length.
   *
   * @param key the input key, 32 bytes; a copy is taken
   * @param context what the file was bound to
   * @throws IllegalArgumentException when the key is not of 32 bytes
   */
  public static Decryptor ofFile(SecretBytes key, byte[] context) {
    if (key.size() != Cobblestone256.KEY) {
      throw new IllegalArgumentException("key must be 32 bytes, was " + key.size());
    }
    return new Decryptor(key.copy(), context.clone(), null, toEndFrom(0));
  }

  /**
   * For all chunks from one on to the message's end. Takes over the key and closes it in the end.
   */
  public static Decryptor from(FileKey key, long firstChunk) {
    return new Decryptor(null, null, requireNonNull(key, "key"), toEndFrom(firstChunk));
  }

  /**
   * For the bytes of the file from {@code range.ciphertextFrom()} to {@code range.ciphertextTo()}.
   * Exactly the range's plaintext is returned. Takes over the key and closes it in the end.
   */
  public static Decryptor of(FileKey key, ChunkRange range) {
    return new Decryptor(null, null, requireNonNull(key, "key"), range);
  }

  private static ChunkRange toEndFrom(long chunk) {
    return new ChunkRange(chunk, UNKNOWN, true, 0, 0, 0, Long.MAX_VALUE);
  }

  /**
   * Takes in all the ciphertext there is, of any size.
   *
   * @return the plaintext of the chunks completed by it, maybe none
   * @throws InvalidCiphertextException when a chunk is not authentic or there are too many
   * @throws IllegalStateException once finished or closed
   */
  public ByteBuffer update(ByteBuffer ciphertext) {
    return guarded(() -> decryptFull(ciphertext));
  }

  /**
   * Says that no more will come.
   *
   * @return the plaintext of the last chunk, if that is the message's last and not empty
   * @throws InvalidCiphertextException when the message, or the range of it, is not complete
   * @throws IllegalStateException once finished or closed
   */
  public ByteBuffer finish() {
    ByteBuffer rest = guarded(this::decryptRest);
    close();
    return rest;
  }

  private interface Step {
    ByteBuffer take();
  }

  private ByteBuffer guarded(Step step) {
    if (failure != null) {
      throw failure;
    }
    if (done) {
      throw new IllegalStateException("the decryptor has been finished or closed");
    }
    try {
      return step.take();
    } catch (InvalidCiphertextException invalid) {
      failure = invalid;
      close();
      throw invalid;
    }
  }

  private ByteBuffer decryptFull(ByteBuffer in) {
    if (key == null && fill(in, HEADER)) {
      key = FileKey.open(inputKey, Arrays.copyOf(pending, HEADER), context);
      inputKey.close();
      filled = 0;
    }
    if (key == null) {
      return ByteBuffer.allocate(0);
    }
    byte[] out = new byte[(int) (((long) filled + in.remaining()) / SEALED_CHUNK * CHUNK)];
    int size = 0;
    while (fill(in, SEALED_CHUNK)) {
      if (endsMessage ? nextChunk == lastChunk : nextChunk > lastChunk) {
        throw new InvalidCiphertextException("more follows chunk " + lastChunk);
      }
      size += key.decryptChunk(nextChunk, pending, filled, false, out, size);
      nextChunk++;
      filled = 0;
    }
    return released(out, size);
  }

  private ByteBuffer decryptRest() {
    if (key == null) {
      throw new InvalidCiphertextException("truncated within the header");
    }
    long expected = lastChunk == UNKNOWN ? nextChunk : endsMessage ? lastChunk : lastChunk + 1;
    if (nextChunk != expected || (!endsMessage && filled > 0)) {
      throw new InvalidCiphertextException("truncated at or extended after chunk " + nextChunk);
    }
    byte[] out = new byte[filled];
    int size = endsMessage ? key.decryptChunk(nextChunk, pending, filled, true, out, 0) : 0;
    return released(out, size);
  }

  /** Whether {@code pending} has now as many bytes as wanted. */
  private boolean fill(ByteBuffer in, int wanted) {
    int taken = Math.min(wanted - filled, in.remaining());
    in.get(pending, filled, taken);
    filled += taken;
    return filled == wanted;
  }

  private ByteBuffer released(byte[] plain, int size) {
    int dropped = (int) Math.min(skip, size);
    int kept = (int) Math.min(left, size - dropped);
    skip -= dropped;
    left -= kept;
    return ByteBuffer.wrap(plain, dropped, kept);
  }

  /** Closes the keys. Closing again changes nothing. */
  @Override
  public void close() {
    done = true;
    if (key != null) {
      key.close();
    }
    if (inputKey != null) {
      inputKey.close();
    }
  }
}
