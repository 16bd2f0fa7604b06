package io.vestibule.devstores.child;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** HTML of the pages that show caught mails. */
final class MailPages {

  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]*[^\\s<>\".,;:!?)]");
  private static final Pattern HEAD = Pattern.compile("(?i)<head(\\s[^>]*)?>");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
          .withLocale(Locale.UK)
          .withZone(ZoneId.systemDefault());

  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>%s</title>
      <style>
      body { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem; font: 15px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.375rem; margin: 0 0 .5rem; }
      h2 { font-size: 1.125rem; margin: 1.5rem 0 .5rem; }
      a { color: light-dark(#0b5c51, #7bd8c4); }
      ul { list-style: none; margin: 1rem 0; padding: 0; }
      li { padding: .75rem 0; border-top: 1px solid light-dark(#e2ddd2, #2f343a); overflow-wrap: anywhere; }
      small, dt { color: light-dark(#5d5f60, #a3a7aa); font-size: 13px; }
      dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 1rem 0; }
      dd { margin: 0; overflow-wrap: anywhere; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; }
      pre, iframe { box-sizing: border-box; width: 100%%; margin: 0; padding: 1rem; border: 1px solid light-dark(#e2ddd2, #2f343a); border-radius: .5rem; }
      iframe { height: 34rem; padding: 0; background: #fff; color-scheme: light; }
      </style>
      </head>
      <body>
      %s
      </body>
      </html>
      """;

  private MailPages() {}

  static String list(List<CaughtMail> mails) {
    String rows = mails.stream().map(MailPages::row).collect(Collectors.joining("\n"));
    return page(
        "Caught mails",
        "<h1>Caught mails</h1>\n<p>Mails that the service has sent. None of them has left this"
            + " machine. <a href=\"/\">Reload</a></p>\n"
            + (mails.isEmpty() ? "<p>No mails yet.</p>" : "<ul>\n" + rows + "\n</ul>"));
  }

  private static String row(CaughtMail mail) {
    return "<li><a href=\"/mails/%d\">%s</a><br><small>To %s · %s</small></li>"
        .formatted(mail.id(), subject(mail.content()), escaped(mail.recipient()), time(mail));
  }

  static String mail(CaughtMail mail) {
    CaughtMail.Content content = mail.content();
    StringBuilder body = new StringBuilder();
    body.append("<p><a href=\"/\">All mails</a></p>\n<h1>")
        .append(subject(content))
        .append("</h1>\n<dl>");
    body.append(fact("From", content.header("From")))
        .append(fact("To", mail.recipient()))
        .append(fact("Received", time(mail)))
        .append("</dl>\n");
    if (content.text() != null) {
      body.append("<h2>Text</h2>\n<pre>").append(linked(content.text())).append("</pre>\n");
    }
    if (content.html() != null) {
      body.append("<h2>HTML</h2>\n<iframe title=\"HTML\" src=\"/mails/")
          .append(mail.id())
          .append("/html\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\"></iframe>\n");
    }
    body.append("<p><a href=\"/mails/").append(mail.id()).append("/source\">Source</a></p>");
    return page(content.header("Subject"), body.toString());
  }

  /** The mail's HTML; its links open in a new tab. */
  static String framed(String html) {
    return html == null ? "" : HEAD.matcher(html).replaceFirst("$0<base target=\"_blank\">");
  }

  private static String page(String title, String body) {
    return FRAME.formatted(escaped(title), body);
  }

  private static String subject(CaughtMail.Content content) {
    String subject = content.header("Subject");
    return subject.isBlank() ? "(no subject)" : escaped(subject);
  }

  private static String fact(String term, String value) {
    return "<dt>" + term + "</dt><dd>" + escaped(value) + "</dd>";
  }

  private static String time(CaughtMail mail) {
    return TIME.format(mail.receivedAt());
  }

  /** Escaped text in which web addresses are links. */
  private static String linked(String text) {
    StringBuilder html = new StringBuilder();
    var links = LINK.matcher(text);
    int done = 0;
    while (links.find()) {
      String link = escaped(links.group());
      html.append(escaped(text.substring(done, links.start())))
          .append("<a target=\"_blank\" href=\"%s\">%s</a>".formatted(link, link));
      done = links.end();
    }
    return html.append(escaped(text.substring(done))).toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
