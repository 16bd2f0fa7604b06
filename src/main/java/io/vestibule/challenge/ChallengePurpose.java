package io.vestibule.challenge;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a challenge proves or permits. */
public enum ChallengePurpose {
  VERIFY_EMAIL(true, true),
  RESET_PASSWORD(true, true),
  CHANGE_EMAIL(true, true),
  /** Sent to the former address. One for each former address; other changes do not void it. */
  REVERT_EMAIL(true, false),
  SIGN_IN(false, true),
  /** Invites the owner of a new account, who chooses the first password with it. */
  INVITATION(true, false),
  /** A further proof in a session of an account that has neither password nor second factor. */
  REAUTHENTICATE(false, true);

  private final boolean link;
  private final boolean code;

  ChallengePurpose(boolean link, boolean code) {
    this.link = link;
    this.code = code;
  }

  boolean hasLink() {
    return link;
  }

  boolean hasCode() {
    return code;
  }

  /** Whether an account can have several at a time, one for each address. */
  boolean isForEachAddress() {
    return this == REVERT_EMAIL;
  }

  /**
   * The purposes whose challenges a change of password or address voids. An invitation needs no
   * write for that: it is valid only for an account that nobody has used.
   */
  static List<ChallengePurpose> voided() {
    return Arrays.stream(values())
        .filter(purpose -> !purpose.isForEachAddress() && purpose != INVITATION)
        .toList();
  }

  /** The value in the table. */
  String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ChallengePurpose ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
