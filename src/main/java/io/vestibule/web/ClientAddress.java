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
 * The client address of a request. {@code X-Forwarded-For} is used only if the connection comes
 * from a trusted proxy. It is read from right to left up to the first address that is not a trusted
 * proxy; entries left of it come from the client and are ignored. (Quarkus uses the leftmost
 * entry.)
 *
 * <p>The trusted proxies are the addresses and CIDR blocks in {@code
 * quarkus.http.proxy.trusted-proxies} if {@code quarkus.http.proxy.proxy-address-forwarding} is
 * true.
 */
@ApplicationScoped
public class ClientAddress {
  private static final Logger LOG = Logger.getLogger(ClientAddress.class);
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final String UNKNOWN = "unknown";
  private static final int IPV4_SIZE = 4;
  private static final int SUBSCRIBER_SIZE = 8;

  private final List<CidrBlock> proxies;
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
            ? trustedProxies.orElse(List.of()).stream().map(CidrBlock::parse).toList()
            : List.of();
    this.current = current;
  }

  /** The client address of the current request; empty outside a request. */
  public Optional<String> current() {
    ManagedContext scope = Arc.container().requestContext();
    return scope.isActive()
        ? Optional.ofNullable(current.getCurrent()).map(RoutingContext::request).map(this::of)
        : Optional.empty();
  }

  /** {@link #network(String)} of the current request. */
  public String network() {
    return current().map(ClientAddress::network).orElse(UNKNOWN);
  }

  /**
   * The network that identifies one client: an IPv4 address, or the /64 network of an IPv6 address,
   * because one subscriber usually has a whole /64.
   */
  public static String network(String address) {
    byte[] bytes = CidrBlock.bytes(address);
    if (bytes == null || bytes.length == IPV4_SIZE) {
      return address;
    }
    Arrays.fill(bytes, SUBSCRIBER_SIZE, bytes.length, (byte) 0);
    return NetUtil.bytesToIpAddress(bytes) + "/64";
  }

  /** The client's address in its canonical form, without port. */
  public String of(HttpServerRequest request) {
    // The address of the connection. The address of the request may come from headers.
    SocketAddress peer = request.connection().remoteAddress();
    return peer == null
        ? UNKNOWN
        : of(String.valueOf(peer.hostAddress()), request.headers().getAll(FORWARDED_FOR));
  }

  /**
   * @param peer the other end of the connection
   * @param forwardedFor the values of the {@code X-Forwarded-For} header lines
   */
  String of(String peer, List<String> forwardedFor) {
    byte[] nearest = CidrBlock.bytes(peer);
    if (nearest == null) {
      return UNKNOWN;
    }
    if (!forwardedFor.isEmpty() && !isTrustedProxy(nearest) && warned.compareAndSet(false, true)) {
      LOG.warnf(
          "X-Forwarded-For from %s is ignored: the address is not in quarkus.http.proxy.trusted-proxies."
              + " If it is your proxy, all its clients share one limit.",
          peer);
    }
    for (String hop : isTrustedProxy(nearest) ? nearestFirst(forwardedFor) : List.<String>of()) {
      byte[] address = CidrBlock.bytes(withoutPort(hop));
      if (address == null) {
        // A trusted proxy writes addresses. Entries left of this one are not trustworthy.
        break;
      }
      nearest = address;
      if (!isTrustedProxy(nearest)) {
        break;
      }
    }
    return NetUtil.bytesToIpAddress(nearest);
  }

  private boolean isTrustedProxy(byte[] address) {
    return proxies.stream().anyMatch(proxy -> proxy.contains(address));
  }

  private static List<String> nearestFirst(List<String> lines) {
    List<String> hops = new ArrayList<>();
    lines.forEach(line -> hops.addAll(List.of(line.split(","))));
    Collections.reverse(hops);
    return hops;
  }

  /** The address without the port and brackets that some proxies add. */
  private static String withoutPort(String hop) {
    String address = hop.strip();
    if (address.startsWith("[") && address.contains("]")) {
      return address.substring(1, address.indexOf(']'));
    }
    int colon = address.indexOf(':');
    return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
  }
}
