package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import io.quarkus.deployment.builditem.Startable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/** A server in a separate JVM, on a free port of the loopback interface. */
final class Store implements Startable {

  private static final Logger LOG = Logger.getLogger(Store.class);
  private static final int PORT_ATTEMPTS = 5;

  private final Server server;
  private final DataFolder folder;
  private final Duration timeout;
  private ChildJvm child;
  private URI endpoint;

  Store(Server server, DataFolder folder, Duration timeout) {
    this.server = server;
    this.folder = folder;
    this.timeout = timeout;
  }

  @Override
  public void start() {
    String running = folder.kept() ? null : System.getProperty(endpointProperty());
    if (running != null && Readiness.answers(URI.create(running))) {
      endpoint = URI.create(running);
      return;
    }
    try {
      List<Path> classPath = server.classPath();
      for (int attempt = 1; child == null; attempt++) {
        launch(classPath, attempt == PORT_ATTEMPTS);
      }
    } catch (BootstrapMavenException e) {
      throw new IllegalStateException(
          server.name() + " could not be resolved from the Maven repositories", e);
    } catch (IOException e) {
      throw new IllegalStateException(server.name() + " did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(server.name() + " was interrupted during its start", e);
    }
    if (!folder.kept()) {
      System.setProperty(endpointProperty(), endpoint.toString());
    }
  }

  /**
   * Name of the system property by which the next test profile finds this store. Quarkus closes dev
   * services and reloads classes when the profile changes; only the state of the JVM survives.
   */
  private String endpointProperty() {
    return "vestibule-dev-stores/" + server;
  }

  /**
   * One attempt. Another process may take the port between the probe and the child's bind; the next
   * attempt then uses another port.
   */
  private void launch(List<Path> classPath, boolean lastAttempt)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> arguments = server.arguments(folder.path(), port);
    ChildJvm launched = ChildJvm.start(server, classPath, folder, arguments, this::log);
    Readiness readiness = new Readiness(launched, URI.create("http://127.0.0.1:" + port));
    if (readiness.await(timeout)) {
      child = launched;
      endpoint = readiness.endpoint();
      return;
    }
    boolean ended = !launched.alive();
    launched.stop();
    String output = launched.outputTail();
    if (lastAttempt || !ended || !output.toLowerCase(Locale.ROOT).contains("bind")) {
      String failure = ended ? " exited during its start" : " did not answer within " + timeout;
      throw new IllegalStateException(server.name() + failure + ". Its last output:\n" + output);
    }
  }

  /** Logs the store's address. */
  void logAddress() {
    if (child == null) {
      return;
    }
    LOG.infof(
        "%s listens on %s (process %d), data in %s",
        server.name(), endpoint, child.pid(), folder.path());
  }

  /** Not in tests, whose log must not contain what a mail says. */
  private void log(String line) {
    if (folder.kept()) {
      LOG.infof("%s: %s", server.name(), line);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @Override
  public String getConnectionInfo() {
    return endpoint.toString();
  }

  /** There is no container. */
  @Override
  public String getContainerId() {
    return null;
  }

  /** A store for tests is used by all test profiles and ends with the JVM. */
  @Override
  public void close() {
    if (child != null && folder.kept()) {
      child.stop();
    }
  }
}
