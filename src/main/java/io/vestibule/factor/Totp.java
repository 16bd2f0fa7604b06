package io.vestibule.factor;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The row of an authenticator app.
 *
 * @param sealedSecret the secret under the service's sealing key
 * @param confirmedAt when a code of it was confirmed; empty if it does not count yet
 * @param lastStep the step of the last accepted code
 */
record Totp(SdkBytes sealedSecret, Optional<Instant> confirmedAt, OptionalLong lastStep) {
  @Override
  public String toString() {
    return "Totp[redacted]";
  }
}
