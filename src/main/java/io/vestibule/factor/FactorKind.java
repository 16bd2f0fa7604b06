package io.vestibule.factor;

import io.vestibule.web.Authentication;
import java.util.List;

/** A kind of second factor. */
@SuppressWarnings("ImmutableEnumChecker") // Lists of constants.
public enum FactorKind {
  /** A code of an authenticator app (RFC 6238). */
  TOTP("totp", "code", List.of(Authentication.ONE_TIME_PASSWORD)),
  /** One of the codes that are shown when TOTP is set up. */
  RECOVERY_CODE("recovery_code", "recovery_code", List.of(Authentication.RECOVERY_CODE)),
  /** A passkey (WebAuthn). */
  PASSKEY("passkey", "passkey", List.of(Authentication.HARDWARE_KEY, Authentication.USER_VERIFIED));

  private final String wire;
  private final String member;
  private final List<String> authMethods;

  FactorKind(String wire, String member, List<String> authMethods) {
    this.wire = wire;
    this.member = member;
    this.authMethods = authMethods;
  }

  /** The name in {@code methods}. */
  public String wire() {
    return wire;
  }

  /** The member of a request that proves it. */
  public String member() {
    return member;
  }

  /** What it adds to {@code amr}. */
  public List<String> authMethods() {
    return authMethods;
  }
}
