package io.vestibule.mailrequest;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.outbox.OutboxChannel;
import io.vestibule.outbox.OutboxKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Passes each requested mail to the handler of its purpose. */
@ApplicationScoped
class MailRequestChannel implements OutboxChannel {
  private final Map<ChallengePurpose, MailRequestHandler> handlers =
      new EnumMap<>(ChallengePurpose.class);

  MailRequestChannel(@All List<MailRequestHandler> handlers) {
    handlers.forEach(handler -> this.handlers.put(handler.purpose(), handler));
  }

  @Override
  public OutboxKind kind() {
    return OutboxKind.REQUESTED_MAIL;
  }

  @Override
  public Uni<Void> deliver(String id, byte[] payload) {
    MailRequest request = MailRequest.decode(payload);
    MailRequestHandler handler = handlers.get(request.purpose());
    if (handler == null) {
      throw new IllegalStateException("no handler for requested mails of " + request.purpose());
    }
    return handler.deliver(id, request);
  }
}
