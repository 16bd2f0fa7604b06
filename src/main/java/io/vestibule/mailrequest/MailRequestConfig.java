package io.vestibule.mailrequest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Mails that clients request for an address without a session. */
@ConfigMapping(prefix = "vestibule.mail-requests")
public interface MailRequestConfig {
  /**
   * A requested mail leaves after a random delay of at most this, so that neither the load of the
   * service nor that of the mail server tells right after a request whether the address has an
   * account. Must be shorter than {@code vestibule.outbox.lease}. 0 for no delay.
   */
  @WithDefault("3S")
  Duration maxDelay();
}
