package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.CHUNK;
import static io.vestibule.crypto.Cobblestone256.HEADER;
import static io.vestibule.crypto.Cobblestone256.SEALED_CHUNK;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Decrypts a {@link Cobblestone256} file, or a {@link ChunkRange} of one, incrementally. Only
 * plaintext of authentic chunks is returned, and the whole is authentic only once {@link #finish}
 * has returned. After a failure every call fails. Buffers less than one chunk (16 400 bytes)
 * between calls. Not thread-safe.
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
   * For a whole file of unknown length, including the header.
   *
   * @param key the input key, 32 bytes; it is copied
   * @param context the context that the file was bound to
   * @throws IllegalArgumentException if the key is not 32 bytes long
   */
  public static Decryptor ofFile(SecretBytes key, byte[] context) {
    if (key.size() != Cobblestone256.KEY) {
      throw new IllegalArgumentException("key must be 32 bytes, was " + key.size());
    }
    return new Decryptor(key.copy(), context.clone(), null, toEndFrom(0));
  }

  /**
   * For all chunks from {@code firstChunk} to the end of the message. Takes ownership of the key
   * and closes it.
   */
  public static Decryptor from(FileKey key, long firstChunk) {
    return new Decryptor(null, null, requireNonNull(key, "key"), toEndFrom(firstChunk));
  }

  /**
   * For the bytes of the file from {@code range.ciphertextFrom()} to {@code range.ciphertextTo()}.
   * Returns exactly the plaintext of the range. Takes ownership of the key and closes it.
   */
  public static Decryptor of(FileKey key, ChunkRange range) {
    return new Decryptor(null, null, requireNonNull(key, "key"), range);
  }

  private static ChunkRange toEndFrom(long chunk) {
    return new ChunkRange(chunk, UNKNOWN, true, 0, 0, 0, Long.MAX_VALUE);
  }

  /**
   * Consumes all remaining bytes of the buffer, which may have any size.
   *
   * @return the plaintext of the chunks that it completed; may be empty
   * @throws InvalidCiphertextException if a chunk is not authentic or there are too many
   * @throws IllegalStateException if finished or closed
   */
  public ByteBuffer update(ByteBuffer ciphertext) {
    return guarded(() -> decryptFull(ciphertext));
  }

  /**
   * Ends the input.
   *
   * @return the plaintext of the last chunk, if it is the last of the message and not empty
   * @throws InvalidCiphertextException if the message, or the range of it, is not complete
   * @throws IllegalStateException if finished or closed
   */
  public ByteBuffer finish() {
    ByteBuffer rest = guarded(this::decryptRest);
    close();
    return rest;
  }

  private interface Step {
    ByteBuffer run();
  }

  private ByteBuffer guarded(Step step) {
    if (failure != null) {
      throw failure;
    }
    if (done) {
      throw new IllegalStateException("the decryptor has been finished or closed");
    }
    try {
      return step.run();
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
    return trimmed(out, size);
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
    return trimmed(out, size);
  }

  /** Fills {@code pending} and returns whether it has the required number of bytes. */
  private boolean fill(ByteBuffer in, int required) {
    int count = Math.min(required - filled, in.remaining());
    in.get(pending, filled, count);
    filled += count;
    return filled == required;
  }

  private ByteBuffer trimmed(byte[] plain, int size) {
    int dropped = (int) Math.min(skip, size);
    int kept = (int) Math.min(left, size - dropped);
    skip -= dropped;
    left -= kept;
    return ByteBuffer.wrap(plain, dropped, kept);
  }

  /** Closes the keys. Idempotent. */
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
