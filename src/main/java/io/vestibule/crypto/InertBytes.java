package io.vestibule.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/**
 * Carries bytes through an interface that takes characters. Elytron normalises every password to
 * NFKC before it encodes it, and so hashes other bytes than the rest of the world for, say, {@code
 * ﬁ} or {@code ²}. One private-use character a byte (U+E000 to U+E0FF) has no normalisation to
 * undergo.
 */
final class InertBytes extends Charset {

  static final Charset CHARSET = new InertBytes();

  private static final char FIRST = '\uE000';

  private InertBytes() {
    super("X-Vestibule-Inert-Bytes", new String[0]);
  }

  /** One character a byte; the caller overwrites them. */
  static char[] toCharacters(byte[] bytes) {
    char[] characters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      characters[i] = (char) (FIRST + (bytes[i] & 0xFF));
    }
    return characters;
  }

  @Override
  public boolean contains(Charset other) {
    return other instanceof InertBytes;
  }

  @Override
  public CharsetEncoder newEncoder() {
    return new CharsetEncoder(this, 1, 1) {
      // Nothing is ever replaced; without this the constructor would ask for a decoder.
      @Override
      public boolean isLegalReplacement(byte[] replacement) {
        return true;
      }

      @Override
      protected CoderResult encodeLoop(CharBuffer in, ByteBuffer out) {
        while (in.hasRemaining()) {
          if (!out.hasRemaining()) {
            return CoderResult.OVERFLOW;
          }
          out.put((byte) (in.get() - FIRST));
        }
        return CoderResult.UNDERFLOW;
      }
    };
  }

  @Override
  public CharsetDecoder newDecoder() {
    throw new UnsupportedOperationException("only encodes");
  }
}
