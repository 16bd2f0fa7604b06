package io.vestibule.web;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.io.InputDecorator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Accepts only well-formed UTF-8 (RFC 8259 section 8.1). Jackson's own decoder also accepts
 * overlong sequences ({@code C0 AF} for a slash) and encoded surrogates.
 */
final class Utf8Enforcement extends InputDecorator {
  private static final long serialVersionUID = 1L;

  @Override
  public InputStream decorate(IOContext context, InputStream body) throws IOException {
    byte[] bytes = body.readAllBytes();
    return decorate(context, bytes, 0, bytes.length);
  }

  @Override
  public InputStream decorate(IOContext context, byte[] source, int offset, int length)
      throws IOException {
    byte[] bytes = Arrays.copyOfRange(source, offset, offset + length);
    for (byte octet : bytes) {
      if (octet == 0) {
        // JSON in UTF-8 has no NUL. Jackson would take these bytes for UTF-16 or UTF-32.
        throw new JsonParseException(null, "not UTF-8");
      }
    }
    try {
      // A new decoder reports malformed input instead of replacing it.
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException malformed) {
      throw new JsonParseException(null, "not UTF-8");
    }
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public Reader decorate(IOContext context, Reader text) {
    return text;
  }
}
