package io.vestibule.webhook;

import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import io.vestibule.web.CidrBlock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses events may be sent to: public ones, and the networks of {@link
 * WebhooksConfig#allowedNetworks}. Otherwise an administrator's account could make this service
 * call the metadata service of its cloud or its neighbours (server-side request forgery).
 */
@ApplicationScoped
class AddressPolicy {
  /** The IANA registry of special-purpose IPv4 addresses, multicast, and Azure's wire server. */
  private static final List<CidrBlock> REFUSED =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "168.63.129.16/32",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.31.196.0/24",
          "192.52.193.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "192.175.48.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3",
          // Of IPv6's global unicast: protocol assignments with Teredo and ORCHID, documentation,
          // 6to4, whose addresses contain an IPv4 address, AS112 and the new documentation block.
          "2001::/23",
          "2001:db8::/32",
          "2002::/16",
          "2620:4f:8000::/48",
          "3fff::/20");

  /**
   * Everything else of IPv6 is not global unicast: unspecified, loopback, IPv4-mapped and
   * -compatible, NAT64, discard-only, unique-local, link-local, site-local, multicast.
   */
  private static final CidrBlock GLOBAL_UNICAST = CidrBlock.parse("2000::/3");

  private static final int IPV4_SIZE = 4;

  private final List<CidrBlock> allowed;

  AddressPolicy(WebhooksConfig config) {
    this.allowed = allowed(config);
  }

  @Produces
  @Singleton
  static StartupCheck networksAreValid(WebhooksConfig config) {
    return StartupCheck.that(
        () -> {
          try {
            allowed(config);
          } catch (IllegalArgumentException objection) {
            throw new InvalidSettingException(
                "vestibule.webhooks.allowed-networks: " + objection.getMessage());
          }
        });
  }

  boolean allows(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (contains(allowed, bytes)) {
      return true;
    }
    boolean global = bytes.length == IPV4_SIZE || GLOBAL_UNICAST.contains(bytes);
    return global && !contains(REFUSED, bytes);
  }

  private static List<CidrBlock> allowed(WebhooksConfig config) {
    return config.allowedNetworks().orElse(List.of()).stream().map(CidrBlock::parse).toList();
  }

  private static boolean contains(List<CidrBlock> blocks, byte[] address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  private static List<CidrBlock> blocks(String... texts) {
    return Stream.of(texts).map(CidrBlock::parse).toList();
  }
}
