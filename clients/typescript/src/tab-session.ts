import { exclusive } from "./exclusive.js";
import { Session, type Mode } from "./session.js";
import { localStorageOrNone, memoryStore, webStore, type SessionStore } from "./store.js";

export interface SessionOptions {
  /** The origin of the service. Needed outside of the service's own pages. */
  baseUrl?: string;
  /** `cookie`: the browser keeps the token where no script can read it. `bearer`: for apps and for pages of another site. */
  mode?: Mode;
  /** Where the session is remembered: by default `localStorage` in cookie mode (no secret) and memory in bearer mode. */
  store?: SessionStore;
}

/** The session with this service in this tab; the tabs of an origin know of each other. `call` sends a request about the session. */
export function tabSession(
  { mode = "cookie", baseUrl = "", store }: SessionOptions,
  call: (method: string, path: string, token?: string) => Promise<Response>,
): Session {
  const storage = localStorageOrNone();
  const name = `vestibule ${baseUrl}`;
  const shared = mode === "cookie" || store !== undefined;
  return new Session(
    mode,
    store ?? (mode === "cookie" && storage ? webStore(storage) : memoryStore()),
    exclusive(name),
    call,
    shared && "BroadcastChannel" in globalThis ? new BroadcastChannel(name) : undefined,
  );
}
