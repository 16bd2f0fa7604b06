package io.vestibule.usage;

import java.util.Optional;

/** What became of an attempt to count. */
sealed interface Counted {
  /** The meter as it stands afterwards. */
  record Done(Meter meter) implements Counted {}

  /** Nothing was counted: the meter as it stood, or empty where no row has that token. */
  record Refused(Optional<Meter> meter) implements Counted {}
}
