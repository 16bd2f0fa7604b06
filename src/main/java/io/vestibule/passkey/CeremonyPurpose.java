package io.vestibule.passkey;

/** What a ceremony is for. The challenge of one purpose does not work for another. */
enum CeremonyPurpose {
  REGISTRATION("registration"),
  /** A sign-in without a user name. */
  LOGIN("login"),
  /** A second factor or a re-authentication of a known user. */
  SECOND_FACTOR("second-factor");

  private final String wire;

  CeremonyPurpose(String wire) {
    this.wire = wire;
  }

  String wire() {
    return wire;
  }
}
