package io.vestibule.web;

import java.util.List;

/** The service lacks settings it cannot serve without; the message names them all. */
public final class UnmetRequirements extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnmetRequirements(List<String> unmet) {
    super(
        "Vestibule cannot start: "
            + String.join("; ", unmet)
            + " (vestibule keys generate prints fresh keys, docs/settings.md lists every setting).",
        null,
        false,
        false);
  }
}
