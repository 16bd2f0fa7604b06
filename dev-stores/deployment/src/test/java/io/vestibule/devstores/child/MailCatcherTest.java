package io.vestibule.devstores.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailCatcherTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer http;

  @BeforeEach
  void start() throws Exception {
    http = MailCatcher.start(0);
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/mails/1", "/mails/0/html", "/mails/x", "/mails/1/other", "/mails", "/etc"})
  void unknownPathsAreNotFound(String path) throws Exception {
    assertEquals(404, get(path).statusCode());
  }

  @Test
  void listsTheMailsOfAnAddressAsJson() throws Exception {
    send("ada@people.example", "First", "one", "<p>1</p>");
    send("bob@people.example", "Other", "two", "<p>2</p>");
    send("ada@people.example", "Grüße", "\"three\" ü", "<p>3</p>");

    String json = get("/mails.json?to=Ada%40People.Example").body();

    assertTrue(json.matches("(?s)\\[\\{\"id\":3,.*\\},\\{\"id\":1,.*\\}\\]"), json);
    assertTrue(json.contains("\"Subject\":\"Grüße\""), json);
    assertTrue(json.contains("\"text\":\"\\\"three\\\" ü\""), json);
    assertTrue(json.contains("\"recipient\":\"ada@people.example\""), json);
  }

  @Test
  void thePageEscapesTheTextAndLinksItsAddresses() throws Exception {
    send("ada@people.example", "<script>", "<b> http://localhost:8080/#/verify/a.b.", "<p>1</p>");

    assertTrue(get("/").body().contains("<a href=\"/mails/1\">&lt;script&gt;</a>"));
    String page = get("/mails/1").body();
    assertFalse(page.contains("<script>"), page);
    assertTrue(
        page.contains(
            "&lt;b&gt; <a target=\"_blank\" href=\"http://localhost:8080/#/verify/a.b\">"
                + "http://localhost:8080/#/verify/a.b</a>."),
        page);
  }

  @Test
  void theHtmlOfAMailIsSandboxed() throws Exception {
    send(
        "ada@people.example", "Any", "text", "<html><head></head><script>alert(1)</script></html>");

    HttpResponse<String> html = get("/mails/1/html");

    String policy = html.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertTrue(policy.startsWith("sandbox allow-popups"), policy);
    assertFalse(policy.contains("allow-scripts"), policy);
    assertTrue(html.body().contains("<base target=\"_blank\">"), html::body);
  }

  @Test
  void onlyNamesOfThisMachineAreServed() {
    assertTrue(MailRoutes.isLocal("127.0.0.1:8080"));
    assertTrue(MailRoutes.isLocal("localhost"));
    assertFalse(MailRoutes.isLocal("rebound.example:8080"));
    assertFalse(MailRoutes.isLocal(null));
  }

  @Test
  void theOldestMailsAreDroppedWhenThereAreTooMany() {
    CaughtMails mails = new CaughtMails(100);
    for (int index = 0; index < 5; index++) {
      mails.add("ada@people.example", new byte[40]);
    }

    assertEquals(2, mails.list().size());
    assertTrue(mails.find(5).isPresent());
    assertTrue(mails.find(3).isEmpty());
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  private void send(String to, String subject, String text, String html) throws Exception {
    Properties properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", get(MailCatcher.SMTP_PORT).body());
    MimeMessage message = new MimeMessage(Session.getInstance(properties));
    message.setFrom(new InternetAddress("no-reply@vestibule.test"));
    message.setRecipient(RecipientType.TO, new InternetAddress(to));
    message.setSubject(subject, "UTF-8");
    MimeBodyPart plain = new MimeBodyPart();
    plain.setText(text, "UTF-8");
    MimeBodyPart rich = new MimeBodyPart();
    rich.setText(html, "UTF-8", "html");
    message.setContent(new MimeMultipart("alternative", plain, rich));
    Transport.send(message);
  }
}
