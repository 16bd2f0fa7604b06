package io.vestibule.mail;

import static io.vestibule.testing.SmtpServer.HANG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.mailer.runtime.MailersRuntimeConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vestibule.outbox.DeliveryException;
import io.vestibule.spi.Finding;
import io.vestibule.spi.Finding.Level;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.SmtpServer;
import io.vestibule.testing.SmtpServer.Step;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conversation with a mail server: a good one, one that fails at each step, and none. */
@QuarkusTest
@TestProfile(MailProfile.class)
class MailDeliveryTest {
  /** For what must happen; so long that the load of the machine does not matter. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int PATIENCE_SECONDS = 240;

  /** The limit of a client that is expected to reach it. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final int SENDERS = 4;
  private static final int MAILS_OF_A_SENDER = 100;

  private static final String ID = "01936d3e-5a2b-7c41-9f0e-2d6b8a4c1e70";
  private static final String LINK = "https://app.example/#/reset/0193.secret";

  @Inject Mails mails;
  @Inject MeterRegistry metrics;
  @Inject MailServer mailServer;
  @Inject MailTemplates templates;
  @Inject MailMetrics mailMetrics;
  @Inject MailConfig config;
  @Inject MailersRuntimeConfig mailers;
  @Inject TlsConfigurationRegistry tls;
  @Inject Vertx vertx;

  @ConfigProperty(name = "quarkus.mailer.port")
  int port;

  private final List<SmtpClient> clients = new ArrayList<>();

  @AfterEach
  void closeClients() {
    clients.forEach(SmtpClient::close);
  }

  /** A sender with a connection pool of its own, so no test sees the failures of another one. */
  private MailSender sender(Duration timeout) {
    MailConfig own = new MailConfigWithTimeout(config, timeout);
    SmtpClient client = new SmtpClient(own, mailers, tls, vertx);
    clients.add(client);
    return new MailSender(mailServer, templates, client, own, mailMetrics);
  }

  private static Mail reset(String to, String language) {
    return new Mail(
        MailTemplate.RESET_PASSWORD, to, language, Map.of("link", LINK, "code", "12345678"));
  }

  private void send(Mail mail) {
    sender(PATIENCE).send(ID, mail).await().atMost(PATIENCE);
  }

  /**
   * As the outbox does: right after a failure the client may still use the broken connection. An
   * attempt is not awaited until the limit of the client.
   */
  private static void sendRepeatedly(MailSender sender, Mail mail) {
    Eventually.within(
        PATIENCE_SECONDS,
        () -> {
          try {
            sender.send(ID, mail).await().atMost(Duration.ofSeconds(10));
          } catch (DeliveryException | TimeoutException failure) {
            throw new AssertionError(failure);
          }
        });
  }

  @Test
  void mailArrivesInTextAndHtml() throws Exception {
    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    try {
      String to = Api.freshEmail();
      send(reset(to, "de"));

      MimeMessage mail = server.getReceivedMessages()[0];
      assertEquals("Wählen Sie ein neues Passwort", mail.getSubject());
      assertEquals(to, mail.getAllRecipients()[0].toString());
      assertEquals("Example <no-reply@xn--bcher-kva.example>", mail.getFrom()[0].toString());
      assertEquals("<" + ID + "@xn--bcher-kva.example>", mail.getMessageID());
      assertEquals("auto-generated", mail.getHeader("Auto-Submitted", null));
      assertEquals(null, mail.getHeader("List-Unsubscribe", null));
      MimeMultipart parts = (MimeMultipart) mail.getContent();
      assertTrue(parts.getContentType().startsWith("multipart/alternative"));
      for (int part = 0; part < 2; part++) {
        String content = (String) parts.getBodyPart(part).getContent();
        assertTrue(content.contains(LINK) && content.contains("12345678"), content);
        assertTrue(content.contains("gültig"), "umlauts survive");
      }
    } finally {
      server.stop();
    }
  }

  @Test
  void noticeNamesWhereToUnsubscribe() {
    try (SmtpServer server = SmtpServer.listening(port)) {
      send(
          new Mail(
              MailTemplate.PASSWORD_CHANGED,
              Api.freshEmail(),
              "en",
              Map.of("time", "2026-11-27 04:10 UTC")));

      assertTrue(
          server
              .messages()
              .get(0)
              .contains(
                  "List-Unsubscribe: <mailto:no-reply@xn--bcher-kva.example?subject=unsubscribe>"));
    }
  }

  @Test
  void templatesOfTheOperatorReplaceTheBuiltInOnes() {
    try (SmtpServer server = SmtpServer.listening(port)) {
      send(new Mail(MailTemplate.SIGN_IN_CODE, Api.freshEmail(), "en", Map.of("code", "12345678")));

      String content = server.messages().get(0);
      assertTrue(content.contains("Subject: " + MailProfile.OWN_SUBJECT));
      assertTrue(content.contains("text/html"), "the built-in HTML part");
    }
  }

  /**
   * The client does not always notice a refusal before the first command, only the limit in time.
   */
  @ParameterizedTest
  @CsvSource({
    "CONNECT, 421 busy",
    "CONNECT, 554 no",
    "CONNECT, close",
    "CONNECT, hang",
    "EHLO, hang",
    "MAIL, hang",
    "RCPT, hang",
    "DATA, hang",
    "CONTENT, hang"
  })
  void serverThatSaysNothingIsNotAwaited(Step step, String reply) {
    failsAndRecovers(SHORT, step, reply);
  }

  @ParameterizedTest
  @CsvSource({
    "EHLO, 421 busy, 421",
    "MAIL, 451 4.3.0 try later, 451",
    "MAIL, 530 5.7.0 authentication required, 530",
    "RCPT, 450 4.2.1 mailbox busy, 450",
    "RCPT, 550 5.7.1 blocked, 550",
    "RCPT, 552 5.2.2 mailbox full, 552",
    "DATA, 451 4.3.0 try later, 451",
    "DATA, 554 5.3.4 no, 554",
    "CONTENT, 451 4.3.0 try later, 451",
    "CONTENT, 554 5.6.0 no, 554",
    "EHLO, close, connection",
    "MAIL, close, connection",
    "RCPT, close, connection",
    "DATA, close, connection",
    "CONTENT, close, connection"
  })
  void failureAtAnyStepNamesItsReasonButNoAddress(Step step, String reply, String reason) {
    DeliveryException failure = failsAndRecovers(PATIENCE, step, reply);
    assertTrue(failure.getMessage().contains(reason), failure::getMessage);
  }

  private DeliveryException failsAndRecovers(Duration timeout, Step step, String reply) {
    String to = Api.freshEmail();
    try (SmtpServer server = SmtpServer.listening(port)) {
      MailSender sender = sender(timeout);
      server.answer(step, reply.length() > 5 ? reply + " <" + to + ">" : reply);
      Uni<Void> sent = sender.send(ID, reset(to, "en"));
      DeliveryException failure =
          assertThrows(
              DeliveryException.class, () -> sent.await().atMost(PATIENCE.multipliedBy(2)));
      assertFalse(failure.getMessage().contains(to), failure::getMessage);

      server.mend();
      sendRepeatedly(sender, reset(to, "en"));
      assertTrue(server.messages().get(server.messages().size() - 1).contains(to));
      return failure;
    }
  }

  /** The pool of the Vert.x client would lose some greetings; see {@link SmtpClient}. */
  @Test
  void mailsFromSeveralThreadsAllArrive() {
    try (SmtpServer server = SmtpServer.listening(port)) {
      MailSender sender = sender(PATIENCE);
      List<CompletableFuture<Void>> sends = new ArrayList<>();
      for (int number = 0; number < SENDERS; number++) {
        sends.add(
            CompletableFuture.runAsync(() -> sendMany(sender), send -> new Thread(send).start()));
      }
      sends.forEach(CompletableFuture::join);

      assertEquals(SENDERS * MAILS_OF_A_SENDER, server.messages().size());
    }
  }

  private static void sendMany(MailSender sender) {
    for (int number = 0; number < MAILS_OF_A_SENDER; number++) {
      sender.send(ID, reset(Api.freshEmail(), "en")).await().atMost(PATIENCE.multipliedBy(2));
    }
  }

  @Test
  void refusedConnectionIsAFailure() {
    DeliveryException failure =
        assertThrows(DeliveryException.class, () -> send(reset(Api.freshEmail(), "en")));
    assertTrue(failure.getMessage().startsWith("no connection"), failure::getMessage);
  }

  /** With a client without time limits, each of these would keep a connection of the pool. */
  @Test
  void serverThatHangsKeepsNoConnection() {
    MailSender sender = sender(SHORT);
    try (SmtpServer server = SmtpServer.listening(port)) {
      for (Step step : List.of(Step.CONNECT, Step.RCPT)) {
        server.answer(step, HANG);
        List<Uni<Boolean>> sends = new ArrayList<>();
        for (int number = 0; number < 25; number++) {
          sends.add(
              sender
                  .send(ID, reset(Api.freshEmail(), "en"))
                  .replaceWith(true)
                  .onFailure()
                  .recoverWithItem(false));
        }
        assertFalse(Uni.join().all(sends).andFailFast().await().atMost(PATIENCE).contains(true));
      }
      server.mend();
      Eventually.within(PATIENCE_SECONDS, () -> assertEquals(0, server.connections()));
      // The client itself, and not only a new one, still works.
      sendRepeatedly(sender, reset(Api.freshEmail(), "en"));
    }
  }

  @ParameterizedTest
  @CsvSource({"550 no such user", "550 5.1.1 no such user", "551 moved", "553 5.1.3 malformed"})
  void mailToAnUnknownMailboxIsNotRepeated(String reply) {
    try (SmtpServer server = SmtpServer.listening(port)) {
      server.answer(Step.RCPT, reply);
      double before = rejected();
      send(reset(Api.freshEmail(), "en"));
      assertEquals(before + 1, rejected());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CONTENT, 250 queued, OK, the mail server has accepted",
    "RCPT, 550 no such user, PROBLEM, the mail server does not know",
    "MAIL, 530 5.7.0 authentication required, PROBLEM, SMTP reply 530 (look at"
  })
  void doctorSendsAMail(Step step, String reply, Level level, String text) {
    String to = Api.freshEmail();
    try (SmtpServer server = SmtpServer.listening(port)) {
      server.answer(step, reply);
      SmtpClient client = new SmtpClient(config, mailers, tls, vertx);
      clients.add(client);

      Finding finding =
          new MailDiagnosis(mailServer, client).sendTo(to).await().atMost(PATIENCE).get(0);

      assertEquals(level, finding.level());
      assertTrue(finding.text().startsWith(text), finding::text);
      assertFalse(finding.text().contains(to));
    }
  }

  @Test
  void addressThatSmtpCannotReachIsNotTried() {
    try (SmtpServer server = SmtpServer.listening(port)) {
      double before = rejected();
      send(reset("jürgen" + Api.EMAIL_DOMAIN, "en"));

      assertEquals(before + 1, rejected());
      assertEquals(List.of(), server.recipients());
      assertFalse(mails.canReach("jürgen" + Api.EMAIL_DOMAIN));
    }
  }

  @Test
  void domainOutsideAsciiGoesOutInAscii() {
    try (SmtpServer server = SmtpServer.listening(port)) {
      send(reset("ada@bücher.example", "en"));
      assertEquals(List.of("<ada@xn--bcher-kva.example>"), server.recipients());
    }
  }

  @Test
  void linksHaveTheirSecretInTheFragment() {
    assertTrue(mails.isConfigured());
    assertEquals("https://app.example/#/verify/id.secret", mails.link("verify", "id.secret"));
    assertEquals("https://app.example/#/forgot", mails.link("forgot", ""));
  }

  private double rejected() {
    return metrics.get("vestibule.mail.rejected").counter().count();
  }
}
