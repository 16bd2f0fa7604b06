package io.vestibule.oidc;

import io.quarkus.runtime.Startup;
import io.vestibule.oidc.ReturnTarget.Kind;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The addresses to which a sign-in may lead. Everything else would be an open redirect: a link to
 * this service that ends on a page of an attacker (RFC 9700, section 4.11).
 */
@Startup
@ApplicationScoped
class ReturnTargets {
  static final int MAX_LENGTH = 1_000;

  /** Printable ASCII except the backslash, which browsers take for a slash. */
  private static final Pattern PLAIN = Pattern.compile("[!-\\[\\]-~]+");

  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]+");
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  /** They run or show what the address itself contains. */
  private static final Set<String> ACTIVE =
      Set.of("javascript", "data", "vbscript", "blob", "about", "file", "ws", "wss", "ftp");

  private final List<String> origins = new ArrayList<>();
  private final Set<String> exact = new LinkedHashSet<>();

  /**
   * @throws IllegalStateException if an entry of the configuration is neither an origin nor an
   *     address
   */
  ReturnTargets(RedirectConfig config) {
    config.returnTo().orElse(List.of()).forEach(this::add);
  }

  /**
   * @param returnTo null or empty for the console
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if it is not allowed
   */
  ReturnTarget parse(String returnTo) {
    if (returnTo == null || returnTo.isEmpty()) {
      return ReturnTarget.CONSOLE;
    }
    if (returnTo.length() <= MAX_LENGTH && PLAIN.matcher(returnTo).matches()) {
      if (isOwnPath(returnTo)) {
        boolean console = returnTo.length() == 1 || "?#".indexOf(returnTo.charAt(1)) >= 0;
        return new ReturnTarget(returnTo, console ? Kind.CONSOLE : Kind.OWN);
      }
      if (exact.contains(returnTo) || origins.stream().anyMatch(from -> isOf(from, returnTo))) {
        return new ReturnTarget(returnTo, Kind.CONFIGURED);
      }
    }
    throw ApiException.at(
        ErrorCode.INVALID_REQUEST,
        "return_to",
        "must be a path of this service or an address in vestibule.redirect.return-to");
  }

  /**
   * A path with one slash at its start. Two are another host to a browser, also after it has
   * removed dot segments.
   */
  private static boolean isOwnPath(String address) {
    String path = address.split("[?#]", 2)[0];
    return path.startsWith("/")
        && !path.contains("//")
        && !path.contains("/./")
        && !path.contains("/../");
  }

  /** The origin ends where the address' path, query or fragment begins, or with the address. */
  private static boolean isOf(String origin, String address) {
    return address.startsWith(origin)
        && (address.length() == origin.length()
            || "/?#".indexOf(address.charAt(origin.length())) >= 0);
  }

  private void add(String entry) {
    if (!isAddress(entry)) {
      throw new IllegalStateException(
          "vestibule.redirect.return-to must list origins (https://app.example.org) and exact"
              + " addresses (org.example.app:/signed-in) without a fragment, not "
              + entry);
    }
    if (ORIGIN.matcher(entry).matches()) {
      origins.add(entry);
    } else {
      exact.add(entry);
    }
  }

  private static boolean isAddress(String entry) {
    try {
      URI address = URI.create(entry);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("https") || scheme.equals("http");
      return PLAIN.matcher(entry).matches()
          && entry.length() <= MAX_LENGTH
          && address.getScheme() != null
          && address.getRawFragment() == null
          && address.getRawUserInfo() == null
          && !ACTIVE.contains(scheme)
          && (!web || address.getHost() != null)
          && (!scheme.equals("http") || THIS_MACHINE.contains(address.getHost()));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
