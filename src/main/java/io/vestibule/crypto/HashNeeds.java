package io.vestibule.crypto;

/**
 * What the verification of a stored hash needs.
 *
 * @param memoryKiB the heap beside the memory that each thread keeps; 0 for hashes of our own cost
 * @param work roughly the CPU time, in KiB × passes of Argon2 ({@link Argon2Cost#work})
 */
public record HashNeeds(int memoryKiB, long work) {}
