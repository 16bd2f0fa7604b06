package io.vestibule.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * An Argon2 function with fixed type, version and cost (RFC 9106). A computation takes {@code
 * cost.memoryKiB()} KiB of heap, zeroed at its end, and runs in the calling thread, whatever the
 * parallelism.
 */
record Argon2(Type type, int version, Argon2Cost cost) {

  /** Version 1.0, before March 2016. */
  static final int VERSION_16 = Argon2Parameters.ARGON2_VERSION_10;

  /** Version 1.3, specified by RFC 9106. */
  static final int VERSION_19 = Argon2Parameters.ARGON2_VERSION_13;

  enum Type {
    ARGON2I("argon2i", Argon2Parameters.ARGON2_i),
    ARGON2ID("argon2id", Argon2Parameters.ARGON2_id);

    private final String phcName;
    private final int code;

    Type(String phcName, int code) {
      this.phcName = phcName;
      this.code = code;
    }

    static Type of(String phcName) {
      return phcName.equals(ARGON2I.phcName) ? ARGON2I : ARGON2ID;
    }

    String phcName() {
      return phcName;
    }
  }

  Argon2 {
    if (version != VERSION_16 && version != VERSION_19) {
      throw new IllegalArgumentException("version must be 16 or 19, was " + version);
    }
  }

  /** Argon2id of the current version, 0x13. */
  static Argon2 id(Argon2Cost cost) {
    return new Argon2(Type.ARGON2ID, VERSION_19, cost);
  }

  /** Same, with memory that is allocated for this computation. */
  byte[] tag(Password password, byte[] salt, int size) {
    return tag(password, salt, size, Argon2BlockPool.keepingNone());
  }

  /**
   * Computes a tag of {@code size} bytes (RFC 9106, section 3.1). The caller zeroes it.
   *
   * @param blocks the memory of the calling thread
   */
  byte[] tag(Password password, byte[] salt, int size, Argon2BlockPool blocks) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(type.code)
            .withVersion(version)
            .withMemoryAsKB(cost.memoryKiB())
            .withIterations(cost.iterations())
            .withParallelism(cost.parallelism())
            .withSalt(salt)
            .withBlockPool(blocks)
            .build());
    byte[] utf8 = password.utf8();
    try {
      byte[] tag = new byte[size];
      generator.generateBytes(utf8, tag);
      return tag;
    } finally {
      Arrays.fill(utf8, (byte) 0);
    }
  }
}
