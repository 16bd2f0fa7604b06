// A service of one session with the rules of the real one: docs/decisions/0010-refresh.md. And a browser's storage and locks.

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const later = () => new Promise((resolve) => setImmediate(resolve));

/** One session. The current token and the one before are valid; an older one ends the session. */
export class FakeService {
  constructor(mode) {
    this.mode = mode;
    this.generation = 1;
    this.ended = false;
    this.calls = [];
    this.expires = Date.now() + 86_400_000;
    this.bodies = [];
  }

  get refreshes() {
    return this.count('POST /api/auth/refresh');
  }

  count = (call) => this.calls.filter((one) => one === call).length;

  token = (generation = this.generation) => `h.${base64url({ iat: 1_000, exp: 3_600_000 + 1_000, gen: generation })}.s`;

  /** As `fetch` of a tab with this cookie jar: `{ cookie }`. */
  fetchOf = (jar = {}) => async (request) => {
    const path = new URL(request.url).pathname;
    this.calls.push(`${request.method} ${path}`);
    const body = await request.text();
    if (body) this.bodies.push(body);
    const given = this.mode === 'cookie' ? jar.cookie : request.headers.get('Authorization')?.slice(7);
    await later();
    return this.#answer(path, request, given, jar);
  };

  #answer(path, request, given, jar) {
    if (path === '/api/login' || path === '/api/auth/login') {
      this.ended = false;
      jar.cookie = this.token();
      return this.#json(200, { user_id: 'u', key_salt: 's', ...(this.mode === 'bearer' && { token: this.token() }) }, { 'Device-Token': 'device' });
    }
    if (path === '/proxy') return new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } });
    const generation = given ? JSON.parse(Buffer.from(given.split('.')[1], 'base64url')).gen : 0;
    if (given && generation < this.generation - 1) this.ended = true;
    if (!given || this.ended) return this.#problem(401, given ? 'token-invalid' : 'token-missing');
    if (path === '/api/auth/refresh') {
      if (generation === this.generation) this.generation++;
      this.expires = Date.now() + 86_400_000;
      jar.cookie = this.token();
      return this.#json(200, { expires_at: new Date(this.expires).toISOString(), ...(this.mode === 'bearer' && { token: this.token() }) });
    }
    if (path === '/api/auth/session') {
      return this.#json(200, { user: {}, session: { expires_at: new Date(this.expires).toISOString(), created_at: new Date(this.expires - 86_400_000).toISOString() } });
    }
    if (path === '/api/user/audio-key') return this.#problem(401, 'invalid-password');
    if (path === '/api/auth/logout') {
      this.ended = true;
      return new Response(null, { status: 204 });
    }
    return this.#json(200, { user_id: 'u' });
  }

  #json = (status, body, headers = {}) =>
    new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', Date: new Date().toUTCString(), ...headers } });

  #problem = (status, code) => new Response(
    JSON.stringify({ type: `urn:vestibule:problem:${code}`, title: 'Unauthorized', status, detail: code, error: code, code }),
    { status, headers: { 'Content-Type': 'application/problem+json' } });
}

/** `localStorage` of an origin. */
export class FakeStorage {
  items = new Map();
  getItem = (key) => this.items.get(key) ?? null;
  setItem = (key, value) => void this.items.set(key, value);
  removeItem = (key) => void this.items.delete(key);
}

/** Web Locks of an origin; `most` is the largest number of holders at a time. */
export class FakeLocks {
  last = Promise.resolve();
  holders = 0;
  most = 0;

  request(name, work) {
    const mine = this.last.then(async () => {
      this.most = Math.max(this.most, ++this.holders);
      try {
        return await work();
      } finally {
        this.holders--;
      }
    });
    this.last = mine.catch(() => {});
    return mine;
  }
}
