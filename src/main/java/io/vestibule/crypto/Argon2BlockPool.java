package io.vestibule.crypto;

import java.util.ArrayDeque;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.Block;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;

/**
 * The memory blocks of 1 KiB of one thread's Argon2 computations. It keeps them for the next
 * computation, so that a hash leaves no garbage, and zeroes them as soon as they are returned. Not
 * thread-safe.
 */
final class Argon2BlockPool implements BlockPool {

  /** Blocks that Bouncy Castle needs beside the memory of the function. */
  private static final int WORKING_BLOCKS = 4;

  private final int capacity;
  private final ArrayDeque<Block> free = new ArrayDeque<>();

  private Argon2BlockPool(int capacity) {
    this.capacity = capacity;
  }

  /** A pool that keeps the blocks of one computation of that cost. */
  static Argon2BlockPool of(Argon2Cost cost) {
    return new Argon2BlockPool(cost.memoryKiB() + WORKING_BLOCKS);
  }

  /** A pool that zeroes the blocks and keeps none. */
  static Argon2BlockPool keepingNone() {
    return new Argon2BlockPool(0);
  }

  @Override
  public Block allocate() {
    Block kept = free.pollLast();
    return kept == null ? new Block() : kept;
  }

  @Override
  public void deallocate(Block block) {
    block.clear();
    if (free.size() < capacity) {
      free.addLast(block);
    }
  }

  /** The blocks that are kept now. */
  int size() {
    return free.size();
  }
}
