package io.vestibule.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vestibule.testing.EmbeddedMailbox.Received;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The embedded mail server receives what the settings of {@code quarkus.mailer} send. */
@QuarkusTest
class EmbeddedMailboxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject ReactiveMailer mailer;
  @Inject Vertx vertx;

  private Context eventLoop;

  @BeforeEach
  void chooseEventLoop() {
    eventLoop = VertxContext.getRootContext(vertx.getOrCreateContext());
  }

  @Test
  void receivesMailsByAddress() {
    String address = Api.freshEmail();
    send(address, "First", "Nothing here.");
    send(Api.freshEmail(), "Other", "http://localhost/#/verify/other.other");
    send(address, "Grüße", "Open http://localhost/#/verify/0190a.b-_c or enter 1234 5678.\n");

    Received newest = EmbeddedMailbox.of(address).await(2);

    assertEquals("Grüße", newest.subject());
    assertEquals("http://localhost/#/verify/0190a.b-_c", newest.link());
    assertEquals("0190a", newest.id());
    assertEquals("b-_c", newest.secret());
    assertEquals("12345678", newest.code());
    assertEquals(newest.number(), EmbeddedMailbox.of(address).awaitLinkTo("verify").number());
    assertTrue(EmbeddedMailbox.of(Api.freshEmail()).mails().isEmpty());
  }

  /**
   * On one event loop, as the pool of the client loses a greeting now and then on several threads.
   */
  private void send(String address, String subject, String text) {
    mailer
        .send(Mail.withText(address, subject, text).setFrom("no-reply@vestibule.test"))
        .runSubscriptionOn(send -> eventLoop.runOnContext(start -> send.run()))
        .await()
        .atMost(PATIENCE);
  }
}
