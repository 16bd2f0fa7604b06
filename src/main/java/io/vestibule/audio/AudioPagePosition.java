package io.vestibule.audio;

import java.math.BigDecimal;

/**
 * A position in a user's list, which is sorted newest first.
 *
 * @param uploadedAt epoch seconds, as stored
 * @param fileId distinguishes records of the same time
 */
record AudioPagePosition(BigDecimal uploadedAt, String fileId) {
  /** {@code <seconds> <file id>}, the plaintext of a cursor. */
  String text() {
    return uploadedAt.toPlainString() + " " + fileId;
  }

  static AudioPagePosition parse(String text) {
    int separator = text.indexOf(' ');
    return new AudioPagePosition(
        new BigDecimal(text.substring(0, separator)), text.substring(separator + 1));
  }
}
