import { binaryOf } from "./base64url.js";
import type { Exclusive } from "./exclusive.js";
import type { SessionStore, StoredSession } from "./store.js";

/** How the session token travels. */
export type Mode = "cookie" | "bearer";

/** `here`: it happened in this tab. `ended`: by a log-out, or found out by a response. */
export interface SessionEvent {
  type: "opened" | "renewed" | "ended";
  here: boolean;
}

/** What a request knew of the session when it was sent. */
export interface Sent {
  session: StoredSession;
  checks: number;
}

const DAY = 86_400_000;
const CHECK_EVERY = 60_000;

/** A clock that is wrong by hours must not make every request renew the session. */
const SHORTEST = 600_000;

/**
 * The current session: renews it after half of its lifetime, finds out that it has ended, and tells other tabs. However many
 * requests and tabs need a renewal at once, one of them does it.
 */
export class Session {
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  /** Answers of the service about the session. */
  #checks = 0;

  constructor(
    private readonly mode: Mode,
    private readonly store: SessionStore,
    /** Runs work that replaces the token: alone, among all tabs. */
    readonly alone: Exclusive,
    private readonly call: (method: string, path: string, token?: string) => Promise<Response>,
    private readonly tabs: BroadcastChannel | undefined,
  ) {
    tabs?.addEventListener("message", ({ data }) => this.#tell({ type: data, here: false }));
    // In Node.js an open channel would keep the program running.
    (tabs as { unref?: () => void } | undefined)?.unref?.();
  }

  /** Calls `listener` for every event until the function that it returns is called. */
  subscribe(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Renews the session also while no request is made; returns a function that stops it. */
  keepAlive(): () => void {
    const timer = setInterval(() => void this.current().catch(() => {}), CHECK_EVERY);
    return () => clearInterval(timer);
  }

  /** The bearer token, renewed if that is due; for requests that this client does not make. */
  async token(): Promise<string | undefined> {
    return (await this.current()).session.token;
  }

  /** Extends the session now. False if it has ended. */
  async refresh(): Promise<boolean> {
    const seen = await this.store.read();
    return isOpen(await this.alone(() => this.#renew(seen, true)));
  }

  /** The session as it is remembered. */
  async peek(): Promise<Sent> {
    return this.#sent(await this.store.read());
  }

  /** The session for the next request. */
  async current(): Promise<Sent> {
    const session = await this.store.read();
    if (!isOpen(session) || session.renewAt! > Date.now()) {
      return this.#sent(session);
    }
    const renewed = this.alone(() => this.#renew(session, false));
    // Offline or busy: the request shows it, or works with the present token.
    return this.#sent(await renewed.catch(() => session));
  }

  /** A request was refused with 401: the session with which to repeat it, or undefined if it has ended. */
  async recover(sent: Sent): Promise<Sent | undefined> {
    const session = await this.alone(async () => {
      const now = await this.store.read();
      const answered = this.mode === "cookie" ? this.#checks !== sent.checks : now.token !== sent.session.token;
      return answered ? now : this.mode === "cookie" ? this.#check() : this.#renew(now, true);
    });
    return isOpen(session) ? this.#sent(session) : undefined;
  }

  /** A log-in succeeded, or a new proof of identity replaced the token. */
  async opened(body: { token?: unknown }, device: string | null, type: SessionEvent["type"] = "opened"): Promise<void> {
    const before = await this.store.read();
    const known = device ?? before.device;
    const kept = known ? { device: known } : {};
    if (this.mode === "cookie") {
      // The service says when the session ends at the next request.
      await this.#write({ ...kept, renewAt: 0 }, type);
    } else if (typeof body.token === "string") {
      await this.#write({ ...kept, ...timesOf(body.token) }, type);
    }
  }

  /** The service has answered where it says when the session ends; `at`: when the answer arrived. */
  async learn(response: Response, body: Times, at = Date.now()): Promise<StoredSession> {
    const before = await this.store.read();
    const expiresAt = body.session?.expires_at ?? body.expires_at;
    if (this.mode === "bearer" || !expiresAt) {
      return before;
    }
    const service = Date.parse(response.headers.get("Date") ?? "") || at;
    const left = Date.parse(expiresAt) - service;
    const created = Date.parse(body.session?.created_at ?? "");
    // The answer of a refresh is as long as a lifetime; an older session can only guess it.
    const lifetime = Math.max(body.session ? (before.lifetime ?? (Date.parse(expiresAt) - created || DAY)) : left, SHORTEST);
    const learnt = { ...before, expiresAt, lifetime, renewAt: at + left - lifetime / 2 };
    this.#checks++;
    await this.store.write(learnt);
    return learnt;
  }

  /** The session has ended. */
  async ended(): Promise<StoredSession> {
    const { device, ...session } = await this.store.read();
    const rest = device ? { device } : {};
    this.#checks++;
    if (isOpen(session)) {
      await this.#write(rest, "ended");
    }
    return rest;
  }

  /** In the lock. Another tab may have renewed the session meanwhile. */
  async #renew(seen: StoredSession, force: boolean): Promise<StoredSession> {
    const now = this.mode === "cookie" && !force ? await this.#check() : await this.store.read();
    if (!isOpen(now) || now.token !== seen.token || (!force && now.renewAt! > Date.now())) {
      return now;
    }
    const response = await this.call("POST", "/api/auth/refresh", now.token);
    if (response.status === 401) {
      return this.ended();
    }
    if (!response.ok) {
      throw unavailable(response);
    }
    const body = (await response.json()) as Times & { token?: string };
    if (this.mode === "bearer") {
      await this.opened(body, null, "renewed");
    } else {
      await this.learn(response, body);
      this.#tell({ type: "renewed", here: true });
    }
    return this.store.read();
  }

  /** Tabs share a cookie that they cannot see, and storage that can be stale: the service knows. */
  async #check(): Promise<StoredSession> {
    const response = await this.call("GET", "/api/auth/session");
    if (response.status === 401) {
      return this.ended();
    }
    if (!response.ok) {
      throw unavailable(response);
    }
    return this.learn(response, (await response.json()) as Times);
  }

  async #write(session: StoredSession, type: SessionEvent["type"]): Promise<void> {
    this.#checks++;
    await this.store.write(session);
    this.#tell({ type, here: true });
    this.tabs?.postMessage(type);
  }

  #tell(event: SessionEvent): void {
    this.#listeners.forEach((listener) => listener(event));
  }

  #sent(session: StoredSession): Sent {
    return { session, checks: this.#checks };
  }
}

interface Times {
  expires_at?: string;
  session?: { expires_at: string; created_at?: string | null };
}

const unavailable = (response: Response) => new Error(`the service could not say whether the session lives: ${response.status}`);

const isOpen = (session: StoredSession) => session.renewAt !== undefined;

/** The token states its lifetime, so the clock of this machine may be wrong. */
function timesOf(token: string): StoredSession {
  let lifetime = DAY;
  try {
    const { iat, exp } = JSON.parse(binaryOf(token.split(".")[1]!)) as Record<string, number>;
    lifetime = (exp! - iat!) * 1000 || DAY;
  } catch {
    // Not a token of this service: its lifetime is guessed.
  }
  return { token, lifetime, renewAt: Date.now() + lifetime / 2 };
}
