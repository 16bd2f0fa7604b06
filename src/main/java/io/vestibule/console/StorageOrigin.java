package io.vestibule.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Where browsers upload recordings to and fetch them from. */
@ApplicationScoped
class StorageOrigin {
  Optional<String> origin() {
    return Optional.empty();
  }
}
