package io.vestibule.devstores.child;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The newest mails, as many as fit into {@link #CAPACITY}. */
final class CaughtMails {

  private static final long CAPACITY = 16L << 20;
  private static final int LISTED = 200;

  /** Newest first. */
  private final Deque<CaughtMail> mails = new ArrayDeque<>();

  private final long capacity;
  private long size;
  private long last;

  CaughtMails() {
    this(CAPACITY);
  }

  /**
   * @param capacity in bytes
   */
  CaughtMails(long capacity) {
    this.capacity = capacity;
  }

  /**
   * @param recipient from the envelope
   */
  CaughtMail add(String recipient, MimeMessage message) {
    try {
      ByteArrayOutputStream source = new ByteArrayOutputStream();
      message.writeTo(source);
      return add(recipient, source.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MessagingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  synchronized CaughtMail add(String recipient, byte[] source) {
    CaughtMail mail = new CaughtMail(++last, Instant.now(), recipient, source);
    mails.addFirst(mail);
    size += source.length;
    while (size > capacity && mails.size() > 1) {
      size -= mails.removeLast().source().length;
    }
    return mail;
  }

  /** The newest mails, newest first. */
  List<CaughtMail> list() {
    return list(mail -> true);
  }

  /** The newest mails to an address, newest first. */
  List<CaughtMail> to(String address) {
    return list(mail -> mail.recipient().equalsIgnoreCase(address));
  }

  Optional<CaughtMail> find(long id) {
    return list(mail -> mail.id() == id).stream().findAny();
  }

  private synchronized List<CaughtMail> list(Predicate<CaughtMail> wanted) {
    return mails.stream().filter(wanted).limit(LISTED).toList();
  }
}
