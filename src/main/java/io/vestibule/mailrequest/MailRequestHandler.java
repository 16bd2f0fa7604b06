package io.vestibule.mailrequest;

import io.smallrye.mutiny.Uni;
import io.vestibule.challenge.ChallengePurpose;

/** Delivers requested mails of one purpose. Each handler is a bean. */
public interface MailRequestHandler {
  ChallengePurpose purpose();

  /**
   * Sends the mail if the address has an account. Called again with the same arguments if it fails.
   *
   * @param id of the outbox message; becomes the {@code Message-ID}
   */
  Uni<Void> deliver(String id, MailRequest request);
}
