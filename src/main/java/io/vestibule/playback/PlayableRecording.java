package io.vestibule.playback;

import io.vestibule.audio.AudioFile;
import io.vestibule.crypto.Cobblestone256;

/** A recording and the ticket that grants access to it. */
record PlayableRecording(AudioFile file, Ticket ticket) {
  /** Size of the plaintext in bytes. */
  long size() {
    return Cobblestone256.plaintextLength(ticket.object().size());
  }

  /** The entity tag including its quotes; changes with the content. */
  String etag() {
    return ticket.object().etag();
  }
}
