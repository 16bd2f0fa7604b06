package io.vestibule.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * The cost parameters of scrypt (RFC 7914, section 2). The upper bounds are limits of this service,
 * so that a stored hash cannot exhaust the machine that verifies it.
 *
 * @param logN binary logarithm of the cost parameter N, 1 to 20
 * @param blockSize r, 1 to 32
 * @param parallelism p, 1 to 16; the lanes are computed one after the other
 */
record ScryptCost(int logN, int blockSize, int parallelism) {
  static final int MAX_LOG_N = 20;

  static final int MAX_BLOCK_SIZE = 32;

  static final int MAX_PARALLELISM = 16;

  /** 128 MiB: N = 2^17 with r = 8, which OWASP recommends. */
  static final int MAX_MEMORY_KIB = 128 * 1024;

  /** The largest product N × r × p: some seconds on one core. */
  static final long MAX_WORK = 1L << 22;

  /** N must be below 2^(128 × r / 8), which matters for r = 1 only (RFC 7914, section 2). */
  private static final int MAX_LOG_N_OF_ONE_BLOCK = 15;

  /**
   * @throws UnsupportedHashException naming the parameter that is out of bounds
   */
  ScryptCost {
    HashText.checkRange("ln", logN, 1, blockSize == 1 ? MAX_LOG_N_OF_ONE_BLOCK : MAX_LOG_N);
    HashText.checkRange("r", blockSize, 1, MAX_BLOCK_SIZE);
    HashText.checkRange("p", parallelism, 1, MAX_PARALLELISM);
    HashText.checkRange("memory in KiB", memoryKiB(logN, blockSize), 0, MAX_MEMORY_KIB);
    HashText.checkRange("N × r × p", ((long) blockSize * parallelism) << logN, 1, MAX_WORK);
  }

  /** Each lane fills the memory and reads it once. */
  HashNeeds needs() {
    int memory = (int) memoryKiB(logN, blockSize);
    return new HashNeeds(memory, 2L * memory * parallelism);
  }

  /** 128 × N × r bytes. */
  private static long memoryKiB(int logN, int blockSize) {
    return ((long) blockSize << logN) / 8;
  }

  /** The caller zeroes the result. */
  byte[] derive(Password password, byte[] salt, int size) {
    byte[] utf8 = password.utf8();
    try {
      return SCrypt.generate(utf8, salt, 1 << logN, blockSize, parallelism, size);
    } finally {
      Arrays.fill(utf8, (byte) 0);
    }
  }
}
