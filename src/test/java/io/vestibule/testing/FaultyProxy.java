package io.vestibule.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy in front of a store that counts bytes and injects faults. */
public final class FaultyProxy implements AutoCloseable {

  /** The fault for new and existing connections. */
  public enum Fault {
    NONE,
    /** Closes every connection immediately. */
    REFUSE,
    /** Forwards requests and closes the connection after some bytes of the response. */
    CUT,
    /** Forwards requests and stalls after some bytes of the response; the connection stays open. */
    STALL
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final AtomicLong answered = new AtomicLong();
  private volatile Fault fault = Fault.NONE;
  private volatile long limit;

  public FaultyProxy(URI target) throws IOException {
    this.target = target.getPort();
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Sets the fault and resets the byte counter. */
  public void fail(Fault fault, long after) {
    this.answered.set(0);
    this.limit = after;
    this.fault = fault;
  }

  public void mend() {
    fail(Fault.NONE, 0);
  }

  /** Bytes of responses forwarded since the fault was set. */
  public long answered() {
    return answered.get();
  }

  /** Number of open connections. */
  public int connections() {
    return clients.size();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (fault == Fault.REFUSE) {
          client.close();
          continue;
        }
        client.setSendBufferSize(64 * 1024);
        Socket store = new Socket(InetAddress.getLoopbackAddress(), target);
        clients.add(client);
        start(() -> copy(client, store, false));
        start(() -> copy(store, client, true));
      } catch (IOException closed) {
        // The next iteration checks whether the proxy is closed.
      }
    }
  }

  private void copy(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[4096];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        if (fault == Fault.REFUSE) {
          return;
        }
        if (answers && !mayPass(size)) {
          return;
        }
        out.write(buffer, 0, size);
      }
    } catch (IOException | InterruptedException broken) {
      // Both sockets are closed.
    } finally {
      clients.remove(answers ? to : from);
    }
  }

  private boolean mayPass(int size) throws InterruptedException {
    boolean over = answered.get() + size > limit;
    if (over && fault == Fault.CUT) {
      return false;
    }
    while (over && fault == Fault.STALL) {
      Thread.sleep(20);
    }
    answered.addAndGet(size);
    return true;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "faulty-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
