/** What the client remembers of a session. In cookie mode it has no token. */
export interface StoredSession {
  /** The bearer token. */
  token?: string;
  /** The device token: failed logins of a known device are limited on their own. Stays after a log-out. */
  device?: string;
  /** When to renew the session, in milliseconds of this machine's clock. */
  renewAt?: number;
  /** How long the service extends the session, in milliseconds. */
  lifetime?: number;
  /** When the session ends, as the service said it. */
  expiresAt?: string;
}

/** Where a session is remembered. Give the client one of the platform: Keychain, Keystore, a file that only its owner reads. */
export interface SessionStore {
  read(): StoredSession | Promise<StoredSession>;
  write(session: StoredSession): void | Promise<void>;
}

/** Remembers until the page or the program ends. */
export function memoryStore(): SessionStore {
  let stored: StoredSession = {};
  return {
    read: () => stored,
    write(session) {
      stored = session;
    },
  };
}

/**
 * Remembers in `localStorage` or `sessionStorage`. With bearer tokens, every script of the page can read the token: prefer cookies
 * in browsers.
 */
export function webStore(storage: Storage, key = "vestibule.session"): SessionStore {
  // What the storage did not take, because it is full or blocked, lives as long as the page.
  let unsaved: StoredSession | undefined;
  return {
    read() {
      try {
        return unsaved ?? (JSON.parse(storage.getItem(key) ?? "{}") as StoredSession);
      } catch {
        return {};
      }
    },
    write(session) {
      try {
        storage.setItem(key, JSON.stringify(session));
        unsaved = undefined;
      } catch {
        unsaved = session;
      }
    },
  };
}

/** `localStorage`, where there is one that can be used. */
export function localStorageOrNone(): Storage | undefined {
  try {
    return globalThis.localStorage ?? undefined;
  } catch {
    // The user has blocked it.
    return undefined;
  }
}
