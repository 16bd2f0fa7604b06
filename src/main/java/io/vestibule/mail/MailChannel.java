package io.vestibule.mail;

import io.smallrye.mutiny.Uni;
import io.vestibule.outbox.OutboxChannel;
import io.vestibule.outbox.OutboxKind;
import jakarta.enterprise.context.ApplicationScoped;

/** Delivers the mails of the outbox. */
@ApplicationScoped
class MailChannel implements OutboxChannel {
  private final MailSender sender;
  private final MailPayload payloads;

  MailChannel(MailSender sender, MailPayload payloads) {
    this.sender = sender;
    this.payloads = payloads;
  }

  @Override
  public OutboxKind kind() {
    return OutboxKind.MAIL;
  }

  @Override
  public Uni<Void> deliver(String id, byte[] payload) {
    return sender.send(id, payloads.read(payload));
  }
}
