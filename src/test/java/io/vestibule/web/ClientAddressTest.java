package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@code X-Forwarded-For} is trusted. */
class ClientAddressTest {
  @ParameterizedTest(name = "peer {0}, header {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.1 | 203.0.113.9                          | 198.51.100.1",
        "10.1.2.3     |                                      | 10.1.2.3",
        "10.1.2.3     | 203.0.113.9                          | 203.0.113.9",
        "10.1.2.3     | 192.0.2.66, 203.0.113.9              | 203.0.113.9",
        "10.1.2.3     | 192.0.2.66, 203.0.113.9, 10.9.9.9    | 203.0.113.9",
        "10.1.2.3     | 192.0.2.66;203.0.113.9:4711          | 203.0.113.9",
        "10.1.2.3     | 10.7.7.7, 10.9.9.9                   | 10.7.7.7",
        "10.1.2.3     | 203.0.113.9, garbage                 | 10.1.2.3",
        "10.1.2.3     | garbage, 203.0.113.9                 | 203.0.113.9",
        "10.1.2.3     | [2001:db8::1]:443                    | 2001:db8::1",
        "10.1.2.3     | 2001:0DB8:0:0::1                     | 2001:db8::1",
        "10.1.2.3     | ::ffff:203.0.113.9                   | 203.0.113.9",
        "fd00::7      | 203.0.113.9                          | 203.0.113.9",
        "fd01::7      | 203.0.113.9                          | fd01::7",
      })
  void behindProxies(String peer, String header, String expected) {
    ClientAddress client = client(true, "10.0.0.0/8", "fd00::/16", "192.0.2.254");

    assertEquals(expected, client.of(peer, lines(header)));
  }

  @Test
  void withoutForwardingTheHeaderIsIgnored() {
    assertEquals("10.1.2.3", client(false, "10.0.0.0/8").of("10.1.2.3", List.of("203.0.113.9")));
  }

  @Test
  void withoutATrustedProxyTheHeaderIsIgnored() {
    assertEquals("10.1.2.3", client(true).of("10.1.2.3", List.of("203.0.113.9")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", ""})
  void anInvalidProxyAddressIsRefused(String proxy) {
    assertThrows(IllegalArgumentException.class, () -> client(true, proxy));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "203.0.113.9,         203.0.113.9",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "2001:db8:1:2::1,     2001:db8:1:2::/64",
    "unknown,             unknown",
  })
  void networkOfAnAddress(String address, String expected) {
    assertEquals(expected, ClientAddress.network(address));
  }

  /** Semicolons part header lines. */
  private static List<String> lines(String header) {
    return header == null ? List.of() : Arrays.asList(header.split(";"));
  }

  private static ClientAddress client(boolean forwarding, String... proxies) {
    return new ClientAddress(
        forwarding, proxies.length == 0 ? Optional.empty() : Optional.of(List.of(proxies)), null);
  }
}
