package io.vestibule.audio;

import java.math.BigDecimal;

/**
 * A place in a user's list, newest first.
 *
 * @param uploadedAt epoch seconds, as stored
 * @param fileId tells records of the same moment apart
 */
record AudioPosition(BigDecimal uploadedAt, String fileId) {
  /** {@code <seconds> <file id>}, what a cursor seals. */
  String text() {
    return uploadedAt.toPlainString() + " " + fileId;
  }

  static AudioPosition parse(String text) {
    int gap = text.indexOf(' ');
    return new AudioPosition(new BigDecimal(text.substring(0, gap)), text.substring(gap + 1));
  }
}
