package io.vestibule.audio;

/** The first 56 bytes of an object, or all of it if it is shorter. */
public final class ObjectHeader {
  private final byte[] bytes;
  private final StoredObject object;

  ObjectHeader(byte[] bytes, StoredObject object) {
    this.bytes = bytes;
    this.object = object;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public StoredObject object() {
    return object;
  }
}
