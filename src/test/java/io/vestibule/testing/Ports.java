package io.vestibule.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Free ports of the loopback interface. */
public final class Ports {
  private Ports() {}

  /** A port that is free now; another process may take it before it is used. */
  public static int free() {
    return free(1).get(0);
  }

  /** As {@link #free()}; no two are equal, because all are open before the first is closed. */
  public static List<Integer> free(int count) {
    List<ServerSocket> open = new ArrayList<>();
    try {
      while (open.size() < count) {
        open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = open.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : open) {
        socket.close();
      }
      return ports;
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }
}
