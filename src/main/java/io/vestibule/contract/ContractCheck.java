package io.vestibule.contract;

import io.vestibule.spi.Finding;

/** One promise of the public contract, examined from outside with a throw-away account. */
public interface ContractCheck {
  /** The name of the check, in lower case. */
  String subject();

  /** What the check does, as a sentence for the report. */
  String action();

  /** What a correct deployment does. */
  String expectation();

  /**
   * What was seen: a problem if the promise is broken.
   *
   * @throws NotProvenException if the check cannot be made
   */
  Finding examine(ServiceClient service, ThrowAwayAccount account);
}
