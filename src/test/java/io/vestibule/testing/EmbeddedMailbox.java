package io.vestibule.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The mails to one address that the embedded mail server has received by SMTP. Works in tests of
 * the service in this JVM and of the packaged service.
 */
public final class EmbeddedMailbox {
  /** Where {@code Store} of the dev stores leaves the address of the server named so. */
  private static final String ENDPOINT = "vestibule-dev-stores/MailServer[]";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PAUSE_MILLIS = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String address;

  private EmbeddedMailbox(String address) {
    this.address = address;
  }

  public static EmbeddedMailbox of(String address) {
    return new EmbeddedMailbox(address);
  }

  /** The received mails, newest first. */
  public List<Received> mails() {
    String endpoint = System.getProperty(ENDPOINT);
    if (endpoint == null) {
      throw new IllegalStateException("the embedded mail server does not run");
    }
    URI list = URI.create(endpoint + "/mails.json?to=" + URLEncoder.encode(address, UTF_8));
    return StreamSupport.stream(read(list).spliterator(), false).map(Received::of).toList();
  }

  private static JsonNode read(URI address) {
    try (InputStream json = address.toURL().openStream()) {
      return JSON.readTree(json);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Waits for the first mail. */
  public Received await() {
    return await(1);
  }

  /** Waits until there are {@code count} mails; returns the newest. */
  public Received await(int count) {
    return await(count + " mails", mails -> mails.size() >= count).get(0);
  }

  /** Waits for a mail with a link to that page; returns the newest such mail. */
  public Received awaitLinkTo(String page) {
    Predicate<Received> wanted = mail -> mail.text().contains("/#/" + page + "/");
    return await("link to " + page, mails -> mails.stream().anyMatch(wanted)).stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow();
  }

  private List<Received> await(String what, Predicate<List<Received>> arrived) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<Received> mails = mails();
      if (arrived.test(mails)) {
        return mails;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("no " + what + " among " + mails.size() + " mails");
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
  }

  /**
   * A received mail.
   *
   * @param number counts the mails of all addresses
   * @param headers decoded
   * @param text the plain text body; empty if there is none
   * @param html the HTML body; empty if there is none
   * @param source {@code GET} it for the mail as received
   */
  public record Received(
      long number, Instant receivedAt, JsonNode headers, String text, String html, URI source) {
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]+/#/[^\\s<>\"]+");
    private static final Pattern CODE = Pattern.compile("(?<!\\d)(\\d{4}) ?(\\d{4})(?!\\d)");
    private static final Pattern ARGUMENT = Pattern.compile("/#/[a-z-]+/([^.]+)\\.(.+)");

    private static Received of(JsonNode mail) {
      return new Received(
          mail.get("id").asLong(),
          Instant.parse(mail.get("received_at").asText()),
          mail.get("headers"),
          mail.path("text").asText(""),
          mail.path("html").asText(""),
          URI.create(System.getProperty(ENDPOINT) + "/mails/" + mail.get("id") + "/source"));
    }

    public String subject() {
      return header("Subject");
    }

    public String messageId() {
      return header("Message-ID");
    }

    /** A decoded header; empty if absent. */
    public String header(String name) {
      return headers.path(name).asText("");
    }

    /** The first link to a page of the front end. */
    public String link() {
      return find(LINK).group();
    }

    /** The id in the fragment of the link. */
    public String id() {
      return argument().group(1);
    }

    /** The secret in the fragment of the link. */
    public String secret() {
      return argument().group(2);
    }

    /** The code of eight digits, also if it is written with a space in the middle. */
    public String code() {
      Matcher code = find(CODE);
      return code.group(1) + code.group(2);
    }

    private Matcher argument() {
      Matcher argument = ARGUMENT.matcher(link());
      if (!argument.find()) {
        throw new AssertionError("no secret in the link");
      }
      return argument;
    }

    private Matcher find(Pattern pattern) {
      Matcher found = pattern.matcher(text);
      if (!found.find()) {
        throw new AssertionError("the mail has no " + pattern);
      }
      return found;
    }

    @Override
    public String toString() {
      return "Received[redacted]";
    }
  }
}
