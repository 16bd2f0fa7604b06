package io.vestibule.web;

import io.netty.util.NetUtil;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Where a request comes from. {@code X-Forwarded-For} counts only where the connection comes from a
 * trusted proxy, and is read from its right end: what stands left of the first address that is not
 * a trusted proxy was written by the client. (Quarkus takes the left end.)
 *
 * <p>The proxies are those of {@code quarkus.http.proxy.trusted-proxies}, as addresses or CIDR
 * blocks, while {@code quarkus.http.proxy.proxy-address-forwarding} is on.
 */
@ApplicationScoped
public class ClientAddress {
  private static final Logger LOG = Logger.getLogger(ClientAddress.class);
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final String UNKNOWN = "unknown";
  private static final int IPV4_SIZE = 4;
  private static final int SUBSCRIBER_SIZE = 8;

  private final List<Network> proxies;
  private final CurrentVertxRequest current;
  private final AtomicBoolean warned = new AtomicBoolean();

  ClientAddress(
      @ConfigProperty(name = "quarkus.http.proxy.proxy-address-forwarding", defaultValue = "false")
          boolean forwarding,
      @ConfigProperty(name = "quarkus.http.proxy.trusted-proxies")
          Optional<List<String>> trustedProxies,
      CurrentVertxRequest current) {
    this.proxies =
        forwarding
            ? trustedProxies.orElse(List.of()).stream().map(Network::parse).toList()
            : List.of();
    this.current = current;
  }

  /** The address of the request being served; empty outside a request. */
  public Optional<String> current() {
    ManagedContext scope = Arc.container().requestContext();
    return scope.isActive()
        ? Optional.ofNullable(current.getCurrent()).map(RoutingContext::request).map(this::of)
        : Optional.empty();
  }

  /** {@link #network(String)} of the request being served. */
  public String network() {
    return current().map(ClientAddress::network).orElse(UNKNOWN);
  }

  /**
   * What one client can be told apart by: an IPv4 address, or the /64 of an IPv6 address, all of
   * which one subscriber has.
   */
  public static String network(String address) {
    byte[] bytes = Network.bytes(address);
    if (bytes == null || bytes.length == IPV4_SIZE) {
      return address;
    }
    Arrays.fill(bytes, SUBSCRIBER_SIZE, bytes.length, (byte) 0);
    return NetUtil.bytesToIpAddress(bytes) + "/64";
  }

  /** The client's address in its canonical form, without port. */
  public String of(HttpServerRequest request) {
    // The connection's own: the request's may have been rewritten from headers.
    SocketAddress peer = request.connection().remoteAddress();
    return peer == null
        ? UNKNOWN
        : of(String.valueOf(peer.hostAddress()), request.headers().getAll(FORWARDED_FOR));
  }

  /**
   * @param peer the other end of the connection
   * @param forwardedFor lines of that header
   */
  String of(String peer, List<String> forwardedFor) {
    byte[] nearest = Network.bytes(peer);
    if (nearest == null) {
      return UNKNOWN;
    }
    if (!forwardedFor.isEmpty() && !isProxy(nearest) && warned.compareAndSet(false, true)) {
      LOG.warnf(
          "X-Forwarded-For from %s is ignored: it is none of quarkus.http.proxy.trusted-proxies."
              + " Where it is your proxy, all its clients count as one for every limit.",
          peer);
    }
    for (String hop : isProxy(nearest) ? nearestFirst(forwardedFor) : List.<String>of()) {
      byte[] address = Network.bytes(bare(hop));
      if (address == null) {
        // A proxy of ours would have written an address: nothing left of this is to be believed.
        break;
      }
      nearest = address;
      if (!isProxy(nearest)) {
        break;
      }
    }
    return NetUtil.bytesToIpAddress(nearest);
  }

  private boolean isProxy(byte[] address) {
    return proxies.stream().anyMatch(proxy -> proxy.holds(address));
  }

  private static List<String> nearestFirst(List<String> lines) {
    List<String> hops = new ArrayList<>();
    lines.forEach(line -> hops.addAll(List.of(line.split(","))));
    Collections.reverse(hops);
    return hops;
  }

  /** Without the port or the brackets that some proxies write. */
  private static String bare(String hop) {
    String address = hop.strip();
    if (address.startsWith("[") && address.contains("]")) {
      return address.substring(1, address.indexOf(']'));
    }
    int colon = address.indexOf(':');
    return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
  }
}
