package io.vestibule.testing;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mail server that receives what the service sends, and what a reader finds in the mails. */
public final class Mailbox implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  private static final Pattern LINK =
      Pattern.compile("/#/([a-z-]+)/([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{43})");
  private static final Pattern CODE = Pattern.compile("(?m)^\\s*([0-9]{8})\\s*$");

  private final GreenMail server;

  private Mailbox(GreenMail server) {
    this.server = server;
  }

  public static Mailbox listening(int port) {
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    return new Mailbox(server);
  }

  /** A mail as its reader sees it. */
  public record Received(String subject, String text) {
    public Link link() {
      Matcher link = LINK.matcher(text);
      if (!link.find()) {
        throw new AssertionError("no link in: " + text);
      }
      return new Link(link.group(1), link.group(2), link.group(3));
    }

    public String code() {
      Matcher code = CODE.matcher(text);
      if (!code.find()) {
        throw new AssertionError("no code in: " + text);
      }
      return code.group(1);
    }
  }

  /** A link of the form {@code …/#/<page>/<id>.<secret>}. */
  public record Link(String page, String id, String secret) {}

  /** The mails to that address, oldest first. */
  public List<Received> to(String address) {
    List<Received> mails = new ArrayList<>();
    for (MimeMessage message : server.getReceivedMessages()) {
      try {
        if (message.getAllRecipients()[0].toString().equals(address)) {
          mails.add(new Received(message.getSubject(), text(message.getContent())));
        }
      } catch (MessagingException | IOException unreadable) {
        throw new AssertionError(unreadable);
      }
    }
    return mails;
  }

  /** Waits for the newest mail to that address whose link leads to that page. */
  public Received await(String address, String page) {
    return await(address, page, 1);
  }

  /** As {@link #await(String, String)}, once {@code count} such mails have arrived. */
  public Received await(String address, String page, int count) {
    AtomicReference<Received> found = new AtomicReference<>();
    Eventually.within(
        PATIENCE_SECONDS,
        () -> {
          List<Received> mails =
              to(address).stream().filter(mail -> mail.text().contains("/#/" + page)).toList();
          if (mails.size() < count) {
            throw new AssertionError("no mail for page " + page);
          }
          found.set(mails.get(mails.size() - 1));
        });
    return found.get();
  }

  private static String text(Object content) throws MessagingException, IOException {
    if (content instanceof MimeMultipart parts) {
      BodyPart first = parts.getBodyPart(0);
      return text(first.getContent());
    }
    return content.toString();
  }

  @Override
  public void close() {
    server.stop();
  }
}
