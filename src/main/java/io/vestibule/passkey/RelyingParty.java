package io.vestibule.passkey;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * This service as WebAuthn knows it.
 *
 * @param id the domain to which passkeys are bound
 * @param name shown by browsers
 * @param origins from which passkeys are accepted, in the spelling of browsers
 */
record RelyingParty(String id, String name, Set<String> origins) {
  private static final String ANDROID = "android:apk-key-hash:";

  RelyingParty {
    origins = Set.copyOf(origins);
  }

  /**
   * @param issuer the public address of the service, from which the defaults come
   * @throws IllegalStateException if a setting is not valid; the message names it
   */
  static RelyingParty of(PasskeysConfig config, String issuer) {
    URI address = URI.create(issuer);
    String id = config.rpId().orElseGet(address::getHost);
    if (id == null || !id.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
      throw new IllegalStateException(
          "vestibule.passkeys.rp-id must be a domain name in lower case, example.org for example");
    }
    Set<String> origins = new LinkedHashSet<>();
    for (String origin : config.origins().orElseGet(() -> List.of(originOf(address)))) {
      requireOrigin(origin);
      origins.add(origin);
    }
    return new RelyingParty(id, config.rpName(), origins);
  }

  /** The origins of web pages, sorted; the others are of apps. */
  List<String> webOrigins() {
    return origins.stream().filter(origin -> !origin.startsWith(ANDROID)).sorted().toList();
  }

  private static String originOf(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    return address.getScheme() + "://" + host + (isDefaultPort(address) ? "" : port(address));
  }

  private static String port(URI address) {
    return ":" + address.getPort();
  }

  private static boolean isDefaultPort(URI address) {
    return address.getPort() == -1
        || address.getPort() == ("https".equals(address.getScheme()) ? 443 : 80);
  }

  private static void requireOrigin(String origin) {
    if (origin.startsWith(ANDROID)) {
      return;
    }
    boolean usable;
    try {
      URI address = URI.create(origin);
      usable =
          address.getHost() != null
              && origin.equals(originOf(address))
              && ("https".equals(address.getScheme()) || isLoopback(address));
    } catch (IllegalArgumentException malformed) {
      usable = false;
    }
    if (!usable) {
      throw new IllegalStateException(
          "vestibule.passkeys.origins must be origins such as https://app.example.org, without a"
              + " path; http is accepted for localhost only");
    }
  }

  /** The only host that browsers trust without TLS and that can be a relying party id. */
  private static boolean isLoopback(URI address) {
    return "http".equals(address.getScheme()) && "localhost".equals(address.getHost());
  }
}
