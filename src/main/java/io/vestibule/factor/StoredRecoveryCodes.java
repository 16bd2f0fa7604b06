package io.vestibule.factor;

import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The row of the recovery codes.
 *
 * @param sealedKey the key of the HMACs under the service's sealing key
 * @param macs HMACs of the unused codes
 */
record StoredRecoveryCodes(SdkBytes sealedKey, Set<SdkBytes> macs) {
  StoredRecoveryCodes {
    macs = Set.copyOf(macs);
  }

  @Override
  public String toString() {
    return "StoredRecoveryCodes[redacted]";
  }
}
