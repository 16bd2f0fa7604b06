package io.vestibule.audio;

/**
 * A record with what only the service knows of it.
 *
 * @param proven whether the object once opened with its owner's audio key, bound to owner and key:
 *     proof that nobody else wrote it (docs/decisions/0031)
 */
record StoredFile(AudioFile file, boolean proven) {
  boolean isDeleting() {
    return file.status() == FileStatus.DELETING;
  }

  /**
   * Whether the object itself, not only what it decrypts to, is its owner's to fetch and remove.
   */
  boolean ownsObject() {
    return proven || new S3Key(file.s3Key()).isUnderPrefixOf(file.userId());
  }
}
