package io.vestibule.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/**
 * Passes bytes unchanged through an interface that takes characters. Elytron normalises every
 * password to NFKC before it encodes it, so for example {@code ﬁ} or {@code ²} would give other
 * hashes than in other systems. Each byte is mapped to one private-use character (U+E000 to
 * U+E0FF), which no normalisation changes.
 */
final class PrivateUseCharset extends Charset {

  static final Charset CHARSET = new PrivateUseCharset();

  private static final char FIRST = '\uE000';

  private PrivateUseCharset() {
    super("X-Vestibule-Inert-Bytes", new String[0]);
  }

  /** One character for each byte. The caller zeroes the array. */
  static char[] toCharacters(byte[] bytes) {
    char[] characters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      characters[i] = (char) (FIRST + (bytes[i] & 0xFF));
    }
    return characters;
  }

  @Override
  public boolean contains(Charset other) {
    return other instanceof PrivateUseCharset;
  }

  @Override
  public CharsetEncoder newEncoder() {
    return new CharsetEncoder(this, 1, 1) {
      // Avoids that the constructor asks for a decoder; no character is ever replaced.
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
