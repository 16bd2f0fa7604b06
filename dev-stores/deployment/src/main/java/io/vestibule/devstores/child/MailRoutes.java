package io.vestibule.devstores.child;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The caught mails for people, as pages, and for tests, as JSON. Sends nothing to other origins.
 */
final class MailRoutes implements HttpHandler {

  private static final Pattern MAIL = Pattern.compile("/mails/(\\d{1,18})(/html|/source)?");
  private static final Pattern TO = Pattern.compile("(?:^|&)to=([^&]*)");
  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'";

  /** No script runs in a mail, and nothing is loaded. Its links open in a new tab. */
  private static final String MAIL_POLICY =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:;"
          + " style-src 'unsafe-inline'; frame-ancestors 'self'";

  private final CaughtMails mails;
  private final int smtpPort;

  MailRoutes(CaughtMails mails, int smtpPort) {
    this.mails = mails;
    this.smtpPort = smtpPort;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange).send(exchange);
    } catch (RuntimeException e) {
      e.printStackTrace();
    }
  }

  private Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (!isLocal(exchange.getRequestHeaders().getFirst("Host"))) {
      return Answer.NOT_FOUND;
    }
    if (path.equals("/")) {
      return page(MailPages.list(mails.list()));
    }
    if (path.equals(MailCatcher.SMTP_PORT)) {
      return new Answer("text/plain", PAGE_POLICY, Integer.toString(smtpPort).getBytes(US_ASCII));
    }
    if (path.equals("/mails.json")) {
      List<CaughtMail> listed = addressee(exchange).map(mails::to).orElseGet(mails::list);
      String json = Json.of(listed.stream().map(MailRoutes::members).toList());
      return new Answer("application/json", PAGE_POLICY, json.getBytes(UTF_8));
    }
    Matcher named = MAIL.matcher(path);
    if (!named.matches()) {
      return Answer.NOT_FOUND;
    }
    String part = Optional.ofNullable(named.group(2)).orElse("");
    return mails
        .find(Long.parseLong(named.group(1)))
        .map(mail -> answer(mail, part))
        .orElse(Answer.NOT_FOUND);
  }

  private static Answer answer(CaughtMail mail, String part) {
    return switch (part) {
      case "/source" -> new Answer("text/plain; charset=utf-8", PAGE_POLICY, mail.source());
      case "/html" ->
          new Answer(
              "text/html; charset=utf-8",
              MAIL_POLICY,
              MailPages.framed(mail.content().html()).getBytes(UTF_8));
      default -> page(MailPages.mail(mail));
    };
  }

  /** A page of another host that resolves its name to this machine must not read the mails. */
  static boolean isLocal(String host) {
    return host != null && host.matches("(127\\.0\\.0\\.1|localhost)(:\\d+)?");
  }

  private static Optional<String> addressee(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    Matcher to = TO.matcher(query == null ? "" : query);
    return to.find() ? Optional.of(URLDecoder.decode(to.group(1), UTF_8)) : Optional.empty();
  }

  private static Map<String, Object> members(CaughtMail mail) {
    CaughtMail.Content content = mail.content();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", mail.id());
    members.put("received_at", mail.receivedAt().toString());
    members.put("recipient", mail.recipient());
    members.put("headers", content.headers());
    members.put("text", content.text());
    members.put("html", content.html());
    return members;
  }

  private static Answer page(String html) {
    return new Answer("text/html; charset=utf-8", PAGE_POLICY, html.getBytes(UTF_8));
  }

  private record Answer(int status, String type, String policy, byte[] body) {

    static final Answer NOT_FOUND =
        new Answer(404, "text/plain", PAGE_POLICY, "Not found".getBytes(US_ASCII));

    Answer(String type, String policy, byte[] body) {
      this(200, type, policy, body);
    }

    void send(HttpExchange exchange) throws IOException {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", type);
      headers.set("Content-Security-Policy", policy);
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Cache-Control", "no-store");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : body.length);
      if (!head) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }
}
