package io.vestibule.mail;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.MailMessage;
import io.vestibule.outbox.DeliveryException;
import io.vestibule.spi.Diagnosis;
import io.vestibule.spi.Finding;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The mail server. There is no way to log in to one without sending a mail, so without an address
 * nothing is tried.
 */
@Singleton
public class MailDiagnosis implements Diagnosis {
  private final MailServer server;
  private final SmtpClient smtp;

  MailDiagnosis(MailServer server, SmtpClient smtp) {
    this.server = server;
    this.smtp = smtp;
  }

  @Override
  public String subject() {
    return "mail";
  }

  @Override
  public Uni<List<Finding>> examine() {
    return Uni.createFrom()
        .item(
            List.of(
                Finding.skipped(
                    server.isConfigured()
                        ? "a mail server is configured; --mail-to sends a mail through it"
                        : "no mail server is configured: set quarkus.mailer.host and"
                            + " vestibule.mail.from, or nobody can reset a password by mail")));
  }

  /** Sends a mail to the operator, who gives the address. */
  public Uni<List<Finding>> sendTo(String address) {
    if (!server.isConfigured()) {
      return Uni.createFrom()
          .item(List.of(Finding.problem("no mail server is configured: set quarkus.mailer.host")));
    }
    MailMessage message =
        new MailMessage()
            .setFrom(server.sender())
            .setTo(address)
            .setSubject("Vestibule can send mail")
            .setText("This mail was sent by: vestibule doctor --mail-to\n");
    return smtp.send(message)
        .map(
            result ->
                result == SmtpClient.Result.ACCEPTED
                    ? Finding.ok("the mail server has accepted a mail; look for it in the mailbox")
                    : Finding.problem(
                        "the mail server does not know the address of --mail-to, or may not send to"
                            + " it"))
        .onFailure(DeliveryException.class)
        .recoverWithItem(
            failure ->
                Finding.problem(
                    failure.getMessage()
                        + " (look at quarkus.mailer.host, port, username, password and start-tls,"
                        + " and at the network)"))
        .map(List::of);
  }
}
