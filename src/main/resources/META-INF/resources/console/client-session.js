// Generated from clients/typescript by .ci/steps/client --write. Do not edit.
// dist/store.js
function memoryStore() {
  let stored = {};
  return {
    read: () => stored,
    write(session) {
      stored = session;
    }
  };
}
function webStore(storage, key = "vestibule.session") {
  let unsaved;
  return {
    read() {
      try {
        return unsaved ?? JSON.parse(storage.getItem(key) ?? "{}");
      } catch {
        return {};
      }
    },
    write(session) {
      try {
        storage.setItem(key, JSON.stringify(session));
        unsaved = void 0;
      } catch {
        unsaved = session;
      }
    }
  };
}
function localStorageOrNone() {
  try {
    return globalThis.localStorage ?? void 0;
  } catch {
    return void 0;
  }
}

// dist/exclusive.js
var LEASE_MILLIS = 15e3;
var SETTLE_MILLIS = 60;
function exclusive(name) {
  const locks = globalThis.navigator?.locks;
  const storage = localStorageOrNone();
  return inTurn(locks ? async (work) => await locks.request(name, work) : storage ? (work) => leased(storage, `${name}.lease`, work) : (work) => work());
}
function inTurn(outer) {
  let last = Promise.resolve();
  return (work) => {
    const mine = last.then(() => outer(work));
    last = mine.catch(() => {
    });
    return mine;
  };
}
async function leased(storage, key, work) {
  const id = crypto.randomUUID?.() ?? String(Math.random());
  for (; ; ) {
    const [, until = "0"] = (storage.getItem(key) ?? "").split(" ");
    if (Number(until) < Date.now() || Number(until) > Date.now() + LEASE_MILLIS) {
      storage.setItem(key, `${id} ${Date.now() + LEASE_MILLIS}`);
      await pause(SETTLE_MILLIS);
      if (storage.getItem(key)?.startsWith(`${id} `)) {
        break;
      }
    }
    await pause(SETTLE_MILLIS * (1 + Math.random()));
  }
  try {
    return await work();
  } finally {
    if (storage.getItem(key)?.startsWith(`${id} `)) {
      storage.removeItem(key);
    }
  }
}
var pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

// dist/base64url.js
var binaryOf = (text) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));

// dist/session.js
var DAY = 864e5;
var CHECK_EVERY = 6e4;
var SHORTEST = 6e5;
var Session = class {
  mode;
  store;
  alone;
  call;
  tabs;
  #listeners = /* @__PURE__ */ new Set();
  /** Answers of the service about the session. */
  #checks = 0;
  constructor(mode, store, alone, call, tabs) {
    this.mode = mode;
    this.store = store;
    this.alone = alone;
    this.call = call;
    this.tabs = tabs;
    tabs?.addEventListener("message", ({ data }) => this.#tell({ type: data, here: false }));
    tabs?.unref?.();
  }
  /** Calls `listener` for every event until the function that it returns is called. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  /** Renews the session also while no request is made; returns a function that stops it. */
  keepAlive() {
    const timer = setInterval(() => void this.current().catch(() => {
    }), CHECK_EVERY);
    return () => clearInterval(timer);
  }
  /** The bearer token, renewed if that is due; for requests that this client does not make. */
  async token() {
    return (await this.current()).session.token;
  }
  /** Extends the session now. False if it has ended. */
  async refresh() {
    const seen = await this.store.read();
    return isOpen(await this.alone(() => this.#renew(seen, true)));
  }
  /** The session as it is remembered. */
  async peek() {
    return this.#sent(await this.store.read());
  }
  /** The session for the next request. */
  async current() {
    const session = await this.store.read();
    if (!isOpen(session) || session.renewAt > Date.now()) {
      return this.#sent(session);
    }
    const renewed = this.alone(() => this.#renew(session, false));
    return this.#sent(await renewed.catch(() => session));
  }
  /** A request was refused with 401: the session with which to repeat it, or undefined if it has ended. */
  async recover(sent) {
    const session = await this.alone(async () => {
      const now = await this.store.read();
      const answered = this.mode === "cookie" ? this.#checks !== sent.checks : now.token !== sent.session.token;
      return answered ? now : this.mode === "cookie" ? this.#check() : this.#renew(now, true);
    });
    return isOpen(session) ? this.#sent(session) : void 0;
  }
  /** A log-in succeeded, or a new proof of identity replaced the token. */
  async opened(body, device, type = "opened") {
    const before = await this.store.read();
    const known = device ?? before.device;
    const kept = known ? { device: known } : {};
    if (this.mode === "cookie") {
      await this.#write({ ...kept, renewAt: 0 }, type);
    } else if (typeof body.token === "string") {
      await this.#write({ ...kept, ...timesOf(body.token) }, type);
    }
  }
  /** The service has answered where it says when the session ends; `at`: when the answer arrived. */
  async learn(response, body, at = Date.now()) {
    const before = await this.store.read();
    const expiresAt = body.session?.expires_at ?? body.expires_at;
    if (this.mode === "bearer" || !expiresAt) {
      return before;
    }
    const service = Date.parse(response.headers.get("Date") ?? "") || at;
    const left = Date.parse(expiresAt) - service;
    const created = Date.parse(body.session?.created_at ?? "");
    const lifetime = Math.max(body.session ? before.lifetime ?? (Date.parse(expiresAt) - created || DAY) : left, SHORTEST);
    const learnt = { ...before, expiresAt, lifetime, renewAt: at + left - lifetime / 2 };
    this.#checks++;
    await this.store.write(learnt);
    return learnt;
  }
  /** The session has ended. */
  async ended() {
    const { device, ...session } = await this.store.read();
    const rest = device ? { device } : {};
    this.#checks++;
    if (isOpen(session)) {
      await this.#write(rest, "ended");
    }
    return rest;
  }
  /** In the lock. Another tab may have renewed the session meanwhile. */
  async #renew(seen, force) {
    const now = this.mode === "cookie" && !force ? await this.#check() : await this.store.read();
    if (!isOpen(now) || now.token !== seen.token || !force && now.renewAt > Date.now()) {
      return now;
    }
    const response = await this.call("POST", "/api/auth/refresh", now.token);
    if (response.status === 401) {
      return this.ended();
    }
    if (!response.ok) {
      throw unavailable(response);
    }
    const body = await response.json();
    if (this.mode === "bearer") {
      await this.opened(body, null, "renewed");
    } else {
      await this.learn(response, body);
      this.#tell({ type: "renewed", here: true });
    }
    return this.store.read();
  }
  /** Tabs share a cookie that they cannot see, and storage that can be stale: the service knows. */
  async #check() {
    const response = await this.call("GET", "/api/auth/session");
    if (response.status === 401) {
      return this.ended();
    }
    if (!response.ok) {
      throw unavailable(response);
    }
    return this.learn(response, await response.json());
  }
  async #write(session, type) {
    this.#checks++;
    await this.store.write(session);
    this.#tell({ type, here: true });
    this.tabs?.postMessage(type);
  }
  #tell(event) {
    this.#listeners.forEach((listener) => listener(event));
  }
  #sent(session) {
    return { session, checks: this.#checks };
  }
};
var unavailable = (response) => new Error(`the service could not say whether the session lives: ${response.status}`);
var isOpen = (session) => session.renewAt !== void 0;
function timesOf(token) {
  let lifetime = DAY;
  try {
    const { iat, exp } = JSON.parse(binaryOf(token.split(".")[1]));
    lifetime = (exp - iat) * 1e3 || DAY;
  } catch {
  }
  return { token, lifetime, renewAt: Date.now() + lifetime / 2 };
}

// dist/tab-session.js
function tabSession({ mode = "cookie", baseUrl = "", store }, call) {
  const storage = localStorageOrNone();
  const name = `vestibule ${baseUrl}`;
  const shared = mode === "cookie" || store !== void 0;
  return new Session(mode, store ?? (mode === "cookie" && storage ? webStore(storage) : memoryStore()), exclusive(name), call, shared && "BroadcastChannel" in globalThis ? new BroadcastChannel(name) : void 0);
}
export {
  tabSession
};
