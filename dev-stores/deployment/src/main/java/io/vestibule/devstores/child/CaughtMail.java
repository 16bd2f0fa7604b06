package io.vestibule.devstores.child;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * A received mail.
 *
 * @param id counts from 1
 * @param recipient from the envelope
 * @param source the mail as received
 */
record CaughtMail(long id, Instant receivedAt, String recipient, byte[] source) {

  private static final Session SESSION = Session.getInstance(new Properties());

  /**
   * The decoded mail: {@code headers}, and the bodies {@code text} and {@code html}, null if
   * absent.
   */
  Content content() {
    try {
      MimeMessage message = new MimeMessage(SESSION, new ByteArrayInputStream(source));
      Map<String, String> headers = new LinkedHashMap<>();
      for (Header header : Collections.list(message.getAllHeaders())) {
        headers.merge(
            header.getName(), decoded(header.getValue()), (one, other) -> one + "\n" + other);
      }
      return new Content(headers, body(message, "text/plain"), body(message, "text/html"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MessagingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The first body of a type; null if there is none. */
  private static String body(Part part, String type) throws MessagingException, IOException {
    if (part.isMimeType(type)) {
      return part.getContent().toString();
    }
    if (part.isMimeType("multipart/*")) {
      Multipart parts = (Multipart) part.getContent();
      for (int index = 0; index < parts.getCount(); index++) {
        String found = body(parts.getBodyPart(index), type);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static String decoded(String value) throws IOException {
    return MimeUtility.decodeText(MimeUtility.unfold(value));
  }

  /**
   * @param headers decoded; values of a repeated header are separated by line breaks
   */
  record Content(Map<String, String> headers, String text, String html) {

    String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("");
    }
  }
}
