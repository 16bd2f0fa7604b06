package io.vestibule.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vestibule.outbox.DeliveryException;
import io.vestibule.web.ApiException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests really go. */
class WebhookClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final WebhookClient.Content CONTENT =
      new WebhookClient.Content("id", "1", "v1,x", Buffer.buffer("{}"));

  private static Vertx vertx;

  private Receiver receiver;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @BeforeEach
  void listen() {
    receiver = new Receiver();
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  /** A name server that gives another answer each time. */
  private static final class Names extends NameResolver {
    private final Deque<List<InetAddress>> answers = new ArrayDeque<>();

    Names(String... answers) {
      super(vertx);
      Arrays.stream(answers)
          .map(answer -> Arrays.stream(answer.split(",")).map(Names::address).toList())
          .forEach(this.answers::add);
    }

    @Override
    Uni<List<InetAddress>> resolve(String host) {
      return Uni.createFrom().item(answers.remove());
    }

    private static InetAddress address(String text) {
      try {
        return InetAddress.getAllByName(text)[0];
      } catch (UnknownHostException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private static WebhookClient client(NameResolver names, String... allowed) {
    WebhookSettings settings = WebhookSettings.allowing(allowed);
    return new WebhookClient(vertx, names, new AddressPolicy(settings), settings);
  }

  private WebhookAddress named(String host) {
    return WebhookAddress.parse("http://" + host + ":" + receiver.port() + "/", true);
  }

  private static void assertRefused(WebhookClient client, WebhookAddress address) {
    assertThrows(
        DeliveryException.class, () -> client.post(address, CONTENT).await().atMost(PATIENCE));
  }

  /** Spellings of this machine, whatever the resolver of the system makes of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "0.0.0.0",
        "0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:0001]",
        "[64:ff9b::7f00:1]",
        "LOCALHOST",
        "localhost."
      })
  void hostileHost(String host) {
    WebhookAddress address;
    try {
      address = named(host);
    } catch (ApiException notEvenAnUrl) {
      return;
    }
    assertRefused(client(new NameResolver(vertx)), address);
    assertEquals(0, receiver.received().size());
  }

  @Test
  void theCheckedAddressIsTheOneConnectedTo() {
    Names names = new Names("127.0.0.1", "127.0.0.2");

    int status =
        client(names, "127.0.0.1/32")
            .post(named("rebinding.example.test"), CONTENT)
            .await()
            .atMost(PATIENCE);

    assertEquals(204, status);
    assertEquals(1, names.answers.size(), "the name was resolved once");
    assertEquals("rebinding.example.test:" + receiver.port(), receiver.received().get(0).host());
  }

  @Test
  void aNameThatChangesItsAddressIsRefusedTheNextTime() {
    WebhookClient client = client(new Names("127.0.0.1", "127.0.0.2"), "127.0.0.1/32");
    WebhookAddress address = named("rebinding.example.test");
    assertEquals(204, client.post(address, CONTENT).await().atMost(PATIENCE));

    assertRefused(client, address);
    assertEquals(1, receiver.received().size());
  }

  @Test
  void oneHostileAddressAmongSeveral() {
    assertRefused(
        client(new Names("127.0.0.1,169.254.169.254"), "127.0.0.1/32"), named("mixed.test"));
    assertEquals(0, receiver.received().size());
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (Receiver metadata = new Receiver()) {
      receiver.redirecting(metadata.url());
      int status =
          client(new Names("127.0.0.1"), "127.0.0.1/32")
              .post(named("redirecting.test"), CONTENT)
              .await()
              .atMost(PATIENCE);

      assertEquals(302, status);
      assertEquals(0, metadata.received().size());
    }
  }
}
