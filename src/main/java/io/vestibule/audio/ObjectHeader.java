package io.vestibule.audio;

/** The beginning of an object: its first 56 bytes, or all where there are fewer. */
final class ObjectHeader {
  private final byte[] bytes;
  private final StoredObject object;

  ObjectHeader(byte[] bytes, StoredObject object) {
    this.bytes = bytes;
    this.object = object;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  StoredObject object() {
    return object;
  }
}
