package io.vestibule.mail;

import io.quarkus.runtime.LaunchMode;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.MailMessage;
import io.vestibule.outbox.DeliveryException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Renders and sends one mail. */
@ApplicationScoped
class MailSender {
  private static final Logger LOG = Logger.getLogger(MailSender.class);

  private final MailServer server;
  private final MailTemplates templates;
  private final SmtpClient smtp;
  private final MailConfig config;
  private final MailMetrics metrics;

  MailSender(
      MailServer server,
      MailTemplates templates,
      SmtpClient smtp,
      MailConfig config,
      MailMetrics metrics) {
    this.server = server;
    this.templates = templates;
    this.smtp = smtp;
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * Sends a mail now. A mail whose recipient can never get it completes as well.
   *
   * @param id of the outbox message; becomes the {@code Message-ID}
   */
  Uni<Void> send(String id, Mail mail) {
    if (!server.isConfigured()) {
      return Uni.createFrom().failure(new DeliveryException("no mail server is configured"));
    }
    Optional<String> to = MailAddress.deliverable(mail.to());
    if (to.isEmpty()) {
      reject(id, mail, "its address cannot be reached by SMTP");
      return Uni.createFrom().voidItem();
    }
    if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
      // So that a developer needs no mailbox. Never in production: a link is a secret.
      LOG.infof("Mail %s: %s", mail.template(), mail.values());
    }
    return templates
        .render(mail)
        .map(rendered -> message(id, mail, to.get(), rendered))
        .chain(smtp::send)
        .invoke(
            result -> {
              if (result == SmtpClient.Result.RECIPIENT_REFUSED) {
                reject(id, mail, "the mail server does not know the address");
              }
            })
        .replaceWithVoid();
  }

  private void reject(String id, Mail mail, String reason) {
    metrics.countRejected();
    LOG.infof("mail %s (%s) is not sent: %s", id, mail.template().fileName(), reason);
  }

  private MailMessage message(String id, Mail mail, String to, RenderedMail rendered) {
    String sender = server.sender();
    String address = MailAddress.ofSender(sender).orElseThrow();
    MailMessage message =
        new MailMessage()
            .setFrom(sender)
            .setTo(to)
            .setSubject(rendered.subject())
            .setText(rendered.text())
            .setHtml(rendered.html())
            .addHeader("Message-ID", "<" + id + address.substring(address.lastIndexOf('@')) + ">")
            // RFC 3834: nobody's absence note answers.
            .addHeader("Auto-Submitted", "auto-generated");
    if (mail.template().isNotice()) {
      message.addHeader("List-Unsubscribe", "<" + unsubscribe(address) + ">");
    }
    return message;
  }

  private String unsubscribe(String sender) {
    return config
        .unsubscribe()
        .map(Object::toString)
        .orElseGet(() -> "mailto:" + sender + "?subject=unsubscribe");
  }
}
