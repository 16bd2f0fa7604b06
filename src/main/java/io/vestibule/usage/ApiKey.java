package io.vestibule.usage;

import io.vestibule.web.CidrBlock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A named API key of an account. Its secret is an {@link ApiToken}.
 *
 * @param userId the owner
 * @param id unique within the account
 * @param name for its owner
 * @param digest SHA-256 of the current secret, hex
 * @param hint how the current secret begins and ends
 * @param former earlier secrets that still work
 * @param createdAt when the key was created
 * @param limits what the key may do
 * @param version the number of changes; the entry of the meter has the same one
 */
public record ApiKey(
    String userId,
    String id,
    String name,
    String digest,
    String hint,
    List<Former> former,
    Instant createdAt,
    Limits limits,
    long version) {
  /** The id of the key that every account has: its API token. */
  public static final String DEFAULT = "default";

  private static final Limits NONE = Limits.unlimited(List.of());

  /**
   * An earlier secret.
   *
   * @param digest SHA-256, hex
   * @param until when it stops working
   */
  public record Former(String digest, Instant until) {}

  /**
   * What a key may do.
   *
   * @param enabled whether the key can be used
   * @param scopes the scopes that it has
   * @param allScopes whether it has every scope
   * @param expiresAt when it stops working; empty for never
   * @param ipAllow the networks that may use it; empty for all
   * @param rate how fast it may be used; empty for no limit of its own
   * @param quota units per month within those of the plan; empty for no limit of its own
   */
  public record Limits(
      boolean enabled,
      List<String> scopes,
      boolean allScopes,
      Optional<Instant> expiresAt,
      List<String> ipAllow,
      Optional<KeyRate> rate,
      OptionalLong quota) {
    /** The same, but the key cannot be used. */
    public Limits disabled() {
      return enabled(false);
    }

    /** A copy in which the key is enabled or disabled. */
    public Limits enabled(boolean usable) {
      return new Limits(usable, scopes, allScopes, expiresAt, ipAllow, rate, quota);
    }

    /** Those of the API token: every scope, and no limit but the plan's. */
    static Limits unlimited(List<String> scopes) {
      return new Limits(
          true, scopes, true, Optional.empty(), List.of(), Optional.empty(), OptionalLong.empty());
    }
  }

  /** The API token of the account, which has no limits of its own. */
  static ApiKey unnamed(String digest) {
    return new ApiKey("", DEFAULT, DEFAULT, digest, "", List.of(), Instant.EPOCH, NONE, 0);
  }

  public boolean isDefault() {
    return id.equals(DEFAULT);
  }

  /** Whether the secret with this hash works. */
  boolean accepts(String secret, Instant now) {
    return digest.equals(secret)
        || former.stream().anyMatch(old -> old.digest().equals(secret) && old.until().isAfter(now));
  }

  boolean isExpired(Instant now) {
    return limits.expiresAt().filter(end -> !end.isAfter(now)).isPresent();
  }

  boolean hasScopes(List<String> required) {
    return limits.allScopes() || limits.scopes().containsAll(required);
  }

  boolean isAllowedFrom(Optional<String> address) {
    return limits.ipAllow().isEmpty()
        || address
            .filter(
                client ->
                    limits.ipAllow().stream()
                        .anyMatch(network -> CidrBlock.parse(network).contains(client)))
            .isPresent();
  }

  /** The key after an administration of its owner. */
  public ApiKey with(String newName, Limits newLimits) {
    return new ApiKey(userId, id, newName, digest, hint, former, createdAt, newLimits, version + 1);
  }

  /**
   * The key with another secret.
   *
   * @param overlapEnd when the earlier secrets stop working at the latest
   */
  public ApiKey rotated(ApiToken secret, Instant now, Instant overlapEnd) {
    List<Former> stillValid = new ArrayList<>();
    if (overlapEnd.isAfter(now)) {
      former.stream().filter(old -> old.until().isAfter(now)).forEach(stillValid::add);
      stillValid.add(new Former(digest, overlapEnd));
    }
    return new ApiKey(
        userId,
        id,
        name,
        secret.digest(),
        secret.hint(),
        stillValid,
        createdAt,
        limits,
        version + 1);
  }
}
