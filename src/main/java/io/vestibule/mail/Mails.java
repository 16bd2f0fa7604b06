package io.vestibule.mail;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vestibule.outbox.Outbox;
import io.vestibule.outbox.OutboxEntry;
import io.vestibule.outbox.OutboxKind;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Sends mails through the outbox. */
@ApplicationScoped
public class Mails {
  private final MailServer server;
  private final MailSender sender;
  private final MailTemplates templates;
  private final MailPayload payloads;
  private final MailConfig config;
  private final Outbox outbox;
  private final CurrentVertxRequest current;

  Mails(
      MailServer server,
      MailSender sender,
      MailTemplates templates,
      MailPayload payloads,
      MailConfig config,
      Outbox outbox,
      CurrentVertxRequest current) {
    this.server = server;
    this.sender = sender;
    this.templates = templates;
    this.payloads = payloads;
    this.config = config;
    this.outbox = outbox;
    this.current = current;
  }

  /** Whether a mail server is configured. */
  public boolean isConfigured() {
    return server.isConfigured();
  }

  /**
   * Does nothing if a mail server is configured.
   *
   * @throws ApiException {@link ErrorCode#MAIL_NOT_CONFIGURED}, status 503
   */
  public void requireConfigured() {
    if (!server.isConfigured()) {
      throw ApiException.of(ErrorCode.MAIL_NOT_CONFIGURED);
    }
  }

  /**
   * Whether SMTP can reach the address: its local part is ASCII. A mail to another address is not
   * sent.
   */
  public boolean canReach(String address) {
    return MailAddress.deliverable(address).isPresent();
  }

  /** Prepares a mail for a transaction. */
  public OutboxEntry prepare(String userId, Mail mail) {
    return outbox.prepare(OutboxKind.MAIL, userId, payloads.write(mail));
  }

  /**
   * Prepares a notice to the owner. Empty if no mail server is configured, the notice is turned
   * off, or no mail can reach the address.
   */
  public Optional<OutboxEntry> prepareNotice(String userId, Mail mail) {
    return isConfigured() && mail.template().isEnabled(config.notices()) && canReach(mail.to())
        ? Optional.of(prepare(userId, mail))
        : Optional.empty();
  }

  /**
   * Sends now; used by outbox channels. The id becomes the {@code Message-ID}, so a repeat can be
   * recognised.
   */
  public Uni<Void> send(String id, Mail mail) {
    return sender.send(id, mail);
  }

  /**
   * A link to a page of the front end, for example {@code https://app.example/#/verify/…}. What
   * follows the {@code #} is not sent to any server.
   *
   * @param page for example {@code verify}
   * @param argument follows the page in the fragment, for example {@code <id>.<secret>}; empty for
   *     none
   */
  public String link(String page, String argument) {
    String base = config.pageUrl().toString().replaceFirst("/+\\z", "");
    return base + "/#/" + page + (argument.isEmpty() ? "" : "/" + argument);
  }

  /** The available language that fits an {@code Accept-Language} header best. */
  public String language(String acceptLanguage) {
    return templates.language(acceptLanguage);
  }

  /** The language that fits the current request best; the default language outside a request. */
  public String language() {
    RoutingContext request =
        Arc.container().requestContext().isActive() ? current.getCurrent() : null;
    return templates.language(
        request == null ? null : request.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE));
  }
}
