package io.vestibule.devstores.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void servesUntilClosed() {
    Store store = kept(new StubServer(StubServer.SERVES));
    store.start();
    URI endpoint = URI.create(store.getConnectionInfo());
    assertEquals("127.0.0.1", endpoint.getHost());
    assertTrue(Readiness.answers(endpoint));
    store.close();
    assertFalse(Readiness.answers(endpoint));
  }

  @Test
  void retriesWithAnotherPortWhenOneIsInUse() {
    StubServer server = new StubServer(StubServer.FINDS_PORT_TAKEN_TWICE);
    Store store = kept(server);
    store.start();
    store.close();
    assertEquals(3, server.attempts().get());
  }

  @Test
  void startFailureContainsTheChildsLastOutput() {
    Store store = kept(new StubServer(StubServer.FAILS));
    IllegalStateException failure = assertThrows(IllegalStateException.class, store::start);
    assertTrue(failure.getMessage().contains("injected start failure"), failure::getMessage);
  }

  @Test
  void refusesAFolderThatIsInUse() {
    Store first = kept(new StubServer(StubServer.SERVES));
    first.start();
    try {
      Store second = kept(new StubServer(StubServer.SERVES));
      IllegalStateException failure = assertThrows(IllegalStateException.class, second::start);
      assertTrue(failure.getMessage().contains("uses " + folder), failure::getMessage);
    } finally {
      first.close();
    }
  }

  @Test
  void testProfilesShareAStore() {
    StubServer server = new StubServer(StubServer.SERVES);
    Store first = new Store(server, new DataFolder(folder.resolve("1"), false), TIMEOUT);
    first.start();
    first.close();
    Store second = new Store(server, new DataFolder(folder.resolve("2"), false), TIMEOUT);
    second.start();
    assertEquals(first.getConnectionInfo(), second.getConnectionInfo());
    assertEquals(1, server.attempts().get());
  }

  private Store kept(Server server) {
    return new Store(server, new DataFolder(folder, true), TIMEOUT);
  }
}
