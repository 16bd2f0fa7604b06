package io.vestibule.runtime;

import java.util.List;

/** Required settings are missing or not valid. The message lists all of them. */
public final class StartupCheckException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartupCheckException(List<String> unmet) {
    super(
        "Vestibule cannot start: "
            + String.join("; ", unmet)
            + " (vestibule keys generate prints new keys, docs/settings.md lists all settings).",
        null,
        false,
        false);
  }
}
