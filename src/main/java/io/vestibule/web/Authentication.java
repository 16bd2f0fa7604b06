package io.vestibule.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * When and how a user authenticated: the claims {@code auth_time} and {@code amr} (OpenID Connect
 * Core 1.0, section 2; values by RFC 8176, and {@code email}, {@code recovery}, {@code fed}).
 *
 * @param time the latest proof; null for a token of an external issuer that does not state it
 * @param methods what was proven, without duplicates
 */
public record Authentication(Instant time, List<String> methods) {
  /** The password of this service. */
  public static final String PASSWORD = "pwd";

  /** A one-time password of an app (TOTP). */
  public static final String ONE_TIME_PASSWORD = "otp";

  /** A recovery code. */
  public static final String RECOVERY_CODE = "recovery";

  /** A key in hardware or of the platform: a passkey. */
  public static final String HARDWARE_KEY = "hwk";

  /** The authenticator has verified its user. */
  public static final String USER_VERIFIED = "user";

  /** A code of a mail. */
  public static final String EMAIL = "email";

  /** An external provider. */
  public static final String FEDERATED = "fed";

  /** Two factors of different kinds. */
  public static final String MULTIPLE_FACTORS = "mfa";

  private static final Set<String> FIRST_FACTORS = Set.of(PASSWORD, EMAIL, FEDERATED);
  private static final Set<String> SECOND_FACTORS =
      Set.of(ONE_TIME_PASSWORD, RECOVERY_CODE, HARDWARE_KEY);

  public Authentication {
    methods = List.copyOf(methods);
  }

  public static Authentication at(Instant time, String... methods) {
    return new Authentication(time, List.of(methods));
  }

  /**
   * This authentication and a further proof at a later time. It contains {@value #MULTIPLE_FACTORS}
   * if both kinds of factors were proven.
   */
  public Authentication and(Instant later, Collection<String> proven) {
    Set<String> all = new LinkedHashSet<>(methods);
    all.addAll(proven);
    if (all.stream().anyMatch(FIRST_FACTORS::contains)
        && all.stream().anyMatch(SECOND_FACTORS::contains)) {
      all.add(MULTIPLE_FACTORS);
    }
    return new Authentication(later, new ArrayList<>(all));
  }

  /** Whether more than a password, a mail or a provider was proven. */
  public boolean isStrong() {
    return methods.contains(MULTIPLE_FACTORS) || methods.contains(HARDWARE_KEY);
  }

  /** Whether the audio keys of the password may be part of the answer. */
  public boolean provesPassword() {
    return methods.contains(PASSWORD);
  }
}
