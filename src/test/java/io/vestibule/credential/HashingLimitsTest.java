package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.HashNeeds;
import io.vestibule.crypto.PasswordHashes;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashingLimitsTest {
  private static final int MIB = 1024;
  private static final String SALT = "$aM15713r3Xsvxbi31lqr1Q";
  private static final String TAG = "$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E";

  private final PasswordHashes hashes =
      new PasswordHashes(Argon2Cost.RECOMMENDED, new SecureRandom());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$argon2id$v=19$m=19456,t=2,p=1 | false",
        "$argon2id$v=19$m=19456,t=3,p=1 | false",
        "$argon2id$v=19$m=8192,t=4,p=1  | false",
        "$argon2id$v=19$m=19456,t=21,p=1| true",
        "$argon2id$v=19$m=19457,t=1,p=1 | true",
        "$scrypt$ln=14,r=8,p=1          | true",
        "$scrypt$ln=14,r=8,p=16         | true",
        "$pbkdf2-sha256$29000           | false",
        "$pbkdf2-sha512$210000          | false",
        "$pbkdf2-sha256$600000          | true",
        "$pbkdf2-sha256$5000000         | true",
      })
  void whatNeedsMemoryOrMuchTimeIsComputedAlone(String parameters, boolean alone) {
    assertEquals(alone, isAlone(parameters + SALT + TAG));
  }

  /** Cost 10 to 12 are usual. */
  @ParameterizedTest
  @CsvSource({"04,false", "10,false", "12,false", "13,true", "16,true"})
  void expensiveBcryptIsComputedAlone(String cost, boolean alone) {
    assertEquals(
        alone, isAlone("$2b$" + cost + "$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
  }

  /** A heap of 128 MiB has 96 MiB for hashing, of which two threads keep 38. */
  @Test
  void theHeapHasRoomForWhatTheThreadsDoNotKeep() {
    long spare = HashingCapacity.spareKiB(2, 19 * MIB, 128 * MIB);

    assertEquals(58 * MIB, spare);
    assertEquals(0, HashingCapacity.spareKiB(7, 19 * MIB, 128 * MIB));
    HashingLimits limits = new HashingLimits(1, spare);
    assertEquals(true, limits.hasRoom(new HashNeeds(16 * MIB, 1)));
    assertEquals(true, limits.hasRoom(new HashNeeds(58 * MIB, 1)));
    assertEquals(false, limits.hasRoom(new HashNeeds(58 * MIB + 1, 1)));
    assertEquals(false, limits.hasRoom(new HashNeeds(128 * MIB, 1)));
  }

  @Test
  void bcryptNeedsNoRoom() {
    assertEquals(true, new HashingLimits(1, 0).hasRoom(new HashNeeds(8, 1)));
    assertEquals(false, new HashingLimits(1, 0).hasRoom(new HashNeeds(16 * MIB, 1)));
  }

  private boolean isAlone(String stored) {
    return new HashingLimits(Argon2Cost.RECOMMENDED.work(), Long.MAX_VALUE)
        .isAlone(hashes.needs(stored));
  }
}
