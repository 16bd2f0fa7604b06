package io.vestibule.audio;

/**
 * A record and its internal state.
 *
 * @param proven whether the object once decrypted with its owner's audio key, which is bound to
 *     owner and object key: proof that nobody else wrote it (docs/decisions/0031)
 */
public record StoredFile(AudioFile file, boolean proven) {
  boolean isDeleting() {
    return file.status() == FileStatus.DELETING;
  }

  /** Whether the owner may download and delete the object itself, not only its plaintext. */
  public boolean ownsObject() {
    return proven || new S3Key(file.s3Key()).isUnderPrefixOf(file.userId());
  }
}
