package io.vestibule.devstores.deployment;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * Waits until a child process serves HTTP at an endpoint. Any response counts: DynamoDB Local and
 * S3Proxy refuse requests without a signature.
 */
record Readiness(ChildJvm child, URI endpoint) {

  private static final long PAUSE_MILLIS = 25;
  private static final int PROBE_MILLIS = 1_000;

  /** Whether the child serves in time; false as soon as it has exited. */
  boolean await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (child.alive() && System.nanoTime() < deadline) {
      // Before the ready line, a response could come from another process on the same port.
      if (child.ready() && answers(endpoint)) {
        return true;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return false;
  }

  static boolean answers(URI endpoint) {
    try {
      HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
      connection.setConnectTimeout(PROBE_MILLIS);
      connection.setReadTimeout(PROBE_MILLIS);
      try {
        return connection.getResponseCode() > 0;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
