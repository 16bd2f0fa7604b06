package io.vestibule.audio;

import io.vestibule.crypto.Cobblestone256;

/** A recording that a ticket gave access to. */
record Recording(AudioFile file, Ticket ticket) {
  /** Bytes of plaintext. */
  long size() {
    return Cobblestone256.plaintextLength(ticket.object().size());
  }

  /** Changes with the content; the quotes are part of it. */
  String etag() {
    return ticket.object().etag();
  }
}
