package io.vestibule.usage;

/** The key of a presented token, as this server knows it, and where its use is counted. */
final class PresentedKey {
  private final ApiKey key;
  private final String meter;

  /** Which of two writes is tried first; another replica may have opened the window meanwhile. */
  private volatile long lastWindow;

  /**
   * @param meter the key of the account's meter: SHA-256 of its API token
   */
  PresentedKey(ApiKey key, String meter) {
    this.key = key;
    this.meter = meter;
  }

  /** The API token of an account. */
  static PresentedKey unnamed(String digest) {
    return new PresentedKey(ApiKey.unnamed(digest), digest);
  }

  ApiKey key() {
    return key;
  }

  String id() {
    return key.id();
  }

  String meter() {
    return meter;
  }

  long lastWindow() {
    return lastWindow;
  }

  /** Remembers the window that is stored. */
  void seen(Meter stored) {
    KeyMeter counters = stored.keys().get(key.id());
    if (counters != null) {
      lastWindow = counters.window();
    }
  }
}
