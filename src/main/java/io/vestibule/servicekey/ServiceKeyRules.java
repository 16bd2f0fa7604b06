package io.vestibule.servicekey;

import io.vestibule.web.ApiException;
import io.vestibule.web.CidrBlock;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyScopes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Validation of service keys. The members are named as on the wire. */
final class ServiceKeyRules {
  private static final int MAX_NAME = 100;
  private static final int MAX_NETWORKS = 50;
  private static final int MAX_NETWORK_LENGTH = 64;

  private ServiceKeyRules() {}

  /** Without surrounding white space. */
  static String name(String name) {
    String stripped = name.strip();
    require(
        !stripped.isEmpty() && stripped.length() <= MAX_NAME,
        "name",
        "must have 1 to " + MAX_NAME + " characters");
    return stripped;
  }

  /** Sorted and without duplicates. */
  static List<String> scopes(List<String> scopes) {
    require(
        !scopes.isEmpty() && ServiceKeyScopes.ALL.containsAll(scopes),
        "scopes",
        "must be one or more of " + String.join(", ", ServiceKeyScopes.ALL));
    return scopes.stream().distinct().sorted().toList();
  }

  static List<String> ipAllow(List<String> ipAllow) {
    require(
        ipAllow.size() <= MAX_NETWORKS,
        "ip_allow",
        "must be at most " + MAX_NETWORKS + " addresses or CIDR blocks");
    require(
        ipAllow.stream().allMatch(ServiceKeyRules::isNetwork),
        "ip_allow",
        "must be addresses or CIDR blocks, for example 10.0.0.0/8");
    return ipAllow.stream().map(String::strip).distinct().toList();
  }

  static Optional<Instant> expiry(Optional<Instant> expiresAt, Instant now) {
    require(
        expiresAt.filter(end -> !end.isAfter(now)).isEmpty(),
        "expires_at",
        "must be in the future");
    return expiresAt;
  }

  private static boolean isNetwork(String text) {
    if (text.length() > MAX_NETWORK_LENGTH) {
      return false;
    }
    try {
      CidrBlock.parse(text.strip());
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static void require(boolean holds, String member, String expected) {
    if (!holds) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, member, expected);
    }
  }
}
