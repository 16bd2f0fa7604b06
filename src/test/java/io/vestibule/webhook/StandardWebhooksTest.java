package io.vestibule.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vestibule.crypto.Sealer;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.testing.Checkout;
import io.vestibule.testing.CognitoLocal;
import io.vestibule.testing.NodePackage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The public npm package {@code standardwebhooks} verifies what this service signs. */
class StandardWebhooksTest {
  private static final String VERSION = "1.1.1";
  private static final String BODY = "{\"type\":\"user.created\",\"text\":\"Füße 🎧\"}";

  private final SecureRandom random = new SecureRandom();
  private final Sealer sealer = new Sealer(SecretBytes.of(new byte[Sealer.KEY_SIZE]), random);

  @Test
  void signaturesOfTwoSecretsAreVerified() throws IOException, InterruptedException {
    Assumptions.assumeTrue(CognitoLocal.isInstallable());
    Instant now = Clock.systemUTC().instant();
    WebhookSecret.Created current = WebhookSecret.create("endpoint", now, sealer, random);
    WebhookSecret.Created former = WebhookSecret.create("endpoint", now, sealer, random);
    WebhookSecret.Created expired = WebhookSecret.create("endpoint", now, sealer, random);
    WebhookEndpoint endpoint =
        new WebhookEndpoint(
            "endpoint",
            "https://hooks.example.org/",
            null,
            EventFilter.parse(List.of("*")),
            true,
            List.of(
                current.stored(),
                former.stored().until(now.plus(Duration.ofHours(1))),
                expired.stored().until(now)),
            now,
            now,
            1);
    String signature =
        new RequestSignature(sealer).of(endpoint, "event-id", now, BODY.getBytes(UTF_8));

    Path folder = NodePackage.install("standardwebhooks", VERSION);
    Process node =
        new ProcessBuilder(
                "node",
                Checkout.path("src/test/resources/js/standard-webhooks.mjs").toString(),
                folder.toString(),
                "event-id",
                Long.toString(now.getEpochSecond()),
                signature,
                BODY,
                current.text(),
                former.text(),
                expired.text())
            .redirectErrorStream(true)
            .start();
    String output = new String(node.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, node.waitFor(), output);
    assertEquals("verified verified refused refused", output.strip());
  }
}
