// Renewal of the session: one for all requests and tabs, and no token is sent after its successor's successor.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createClient, currentUser, logIn, logOut, memoryStore, orThrow, webStore } from '../dist/index.js';
import { FakeLocks, FakeService, FakeStorage } from './fake-service.mjs';

const BASE = 'http://service.example';
const original = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

/** Tabs of this origin have these locks, or none. */
function browser({ locks, storage }) {
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
}

afterEach(() => {
  if (original) Object.defineProperty(globalThis, 'navigator', original);
  else delete globalThis.navigator;
  delete globalThis.localStorage;
});

const user = (client) => orThrow(client.api.GET('/api/user'));

/** The time to renew has come, for every tab. */
async function due(store) {
  await store.write({ ...(await store.read()), renewAt: 1 });
}

test('bearer: a log-in gives the token and the device to the next requests', async () => {
  const service = new FakeService('bearer');
  const seen = [];
  const fetch = service.fetchOf();
  const client = createClient({ baseUrl: BASE, mode: 'bearer', fetch: (request) => {
    seen.push([new URL(request.url).pathname, request.headers.get('Authorization'), request.headers.get('Device-Token')]);
    return fetch(request);
  } });
  const result = await logIn(client, { email: 'ada@example.com', password: 'p' });
  assert.equal(result.done, true);
  await user(client);
  await logOut(client);
  await logIn(client, { email: 'ada@example.com', password: 'p' });
  const bearer = `Bearer ${service.token()}`;
  assert.deepEqual(seen, [
    ['/api/login', null, null], ['/api/user', bearer, null], ['/api/auth/logout', bearer, 'device'], ['/api/login', null, 'device'],
  ]);
});

test('bearer: many requests at once renew a session once', async () => {
  const service = new FakeService('bearer');
  const store = memoryStore();
  const client = createClient({ baseUrl: BASE, mode: 'bearer', store, fetch: service.fetchOf() });
  await logIn(client, { email: 'ada@example.com', password: 'p' });
  await due(store);
  const events = [];
  client.session.subscribe(({ type }) => events.push(type));
  await Promise.all(Array.from({ length: 20 }, () => user(client)));
  assert.equal(service.refreshes, 1);
  assert.equal(service.ended, false);
  assert.deepEqual(events, ['renewed']);
  assert.equal(await client.session.token(), service.token(2));
});

for (const shape of ['locks', 'lease']) {
  test(`bearer: ten tabs with one storage renew a session once (${shape})`, async () => {
    const storage = new FakeStorage();
    const locks = shape === 'locks' ? new FakeLocks() : undefined;
    browser({ locks, storage });
    const service = new FakeService('bearer');
    const store = webStore(storage);
    const tabs = Array.from({ length: 10 }, () => createClient({ baseUrl: BASE, mode: 'bearer', store: webStore(storage), fetch: service.fetchOf() }));
    await logIn(tabs[0], { email: 'ada@example.com', password: 'p' });
    for (let round = 2; round < 5; round++) {
      await due(store);
      await Promise.all(tabs.flatMap((tab) => [user(tab), user(tab)]));
      assert.equal(service.generation, round);
      assert.equal(service.refreshes, round - 1);
      assert.equal(service.ended, false);
    }
    if (locks) assert.equal(locks.most, 1);
    assert.equal(storage.getItem(`vestibule ${BASE}.lease`), null);
  });
}

test('bearer: a tab whose storage is stale gets the same token', async () => {
  const storage = new FakeStorage();
  browser({ locks: new FakeLocks(), storage });
  const service = new FakeService('bearer');
  const first = createClient({ baseUrl: BASE, mode: 'bearer', store: webStore(storage), fetch: service.fetchOf() });
  await logIn(first, { email: 'ada@example.com', password: 'p' });
  const stale = storage.getItem('vestibule.session');
  await first.session.refresh();
  const old = memoryStore();
  await old.write({ ...JSON.parse(stale), renewAt: 1 });
  const second = createClient({ baseUrl: BASE, mode: 'bearer', store: old, fetch: service.fetchOf() });
  await user(second);
  assert.equal(service.generation, 2);
  assert.equal(service.ended, false);
  assert.equal(await second.session.token(), await first.session.token());
});

test('cookie: ten tabs renew a session once, although they cannot see the cookie and storage is stale', async () => {
  browser({ locks: new FakeLocks(), storage: new FakeStorage() });
  const service = new FakeService('cookie');
  const jar = {};
  // Every tab has a storage of its own: none ever sees what the others wrote.
  const stores = Array.from({ length: 10 }, () => memoryStore());
  const tabs = stores.map((store) => createClient({ baseUrl: BASE, store, fetch: service.fetchOf(jar) }));
  await logIn(tabs[0], { email: 'ada@example.com', password: 'p' });
  await Promise.all(tabs.map((tab) => currentUser(tab)));
  // Half of the lifetime has passed.
  service.expires -= 50_000_000;
  for (const [i, tab] of tabs.entries()) {
    await currentUser(tab);
    assert.ok((await stores[i].read()).renewAt < Date.now());
  }
  await Promise.all(tabs.map(user));
  assert.equal(service.refreshes, 1);
  assert.equal(service.ended, false);
  assert.ok((await stores[9].read()).renewAt > Date.now());
});

for (const mode of ['bearer', 'cookie']) {
  test(`${mode}: parallel 401s ask the service once, and end the session once`, async () => {
    const service = new FakeService(mode);
    const store = memoryStore();
    const client = createClient({ baseUrl: BASE, mode, store, fetch: service.fetchOf() });
    await logIn(client, { email: 'ada@example.com', password: 'p' });
    await user(client);
    const events = [];
    client.session.subscribe(({ type, here }) => events.push([type, here]));
    service.ended = true;
    service.calls = [];
    const results = await Promise.all(Array.from({ length: 8 }, () => client.api.GET('/api/user')));
    assert.deepEqual([...new Set(results.map(({ error }) => error.code))], ['token-invalid']);
    assert.equal(service.count('GET /api/user'), 8);
    assert.equal(service.calls.length, 9, service.calls.join());
    assert.deepEqual(events, [['ended', true]]);
    assert.deepEqual(await store.read(), { device: 'device' });
  });
}

test('bearer: a request that was refused is repeated, with its body, with the token that another tab got', async () => {
  const service = new FakeService('bearer');
  const store = memoryStore();
  const fetch = service.fetchOf();
  let before = async () => {};
  const client = createClient({ baseUrl: BASE, mode: 'bearer', store, fetch: async (request) => {
    await before();
    return fetch(request);
  } });
  await logIn(client, { email: 'ada@example.com', password: 'p' });
  service.bodies = [];
  before = async () => {
    before = async () => {};
    service.ended = true;
    setImmediate(() => setImmediate(async () => {
      service.ended = false;
      service.generation = 5;
    }));
    await store.write({ ...(await store.read()), token: service.token(5) });
  };
  const { data, error } = await client.api.PATCH('/api/user/profile', { body: { givenName: 'Ada' } });
  assert.equal(error, undefined);
  assert.deepEqual(data, { user_id: 'u' });
  assert.deepEqual(service.bodies, ['{"givenName":"Ada"}', '{"givenName":"Ada"}']);
  assert.equal(service.refreshes, 0);
});

test('a wrong password is a 401 that ends no session', async () => {
  const service = new FakeService('bearer');
  const client = createClient({ baseUrl: BASE, mode: 'bearer', fetch: service.fetchOf() });
  await logIn(client, { email: 'ada@example.com', password: 'p' });
  const { error } = await client.api.POST('/api/user/audio-key', { body: { password: 'x' } });
  assert.equal(error.code, 'invalid-password');
  assert.equal(service.refreshes, 0);
  assert.ok(await client.session.token());
});

test('offline, a request is sent with the token that is there', async () => {
  const service = new FakeService('bearer');
  const store = memoryStore();
  const fetch = service.fetchOf();
  const client = createClient({ baseUrl: BASE, mode: 'bearer', store, fetch: (request) => {
    if (request.url.endsWith('/refresh')) throw new TypeError('no network');
    return fetch(request);
  } });
  await logIn(client, { email: 'ada@example.com', password: 'p' });
  await due(store);
  assert.deepEqual(await user(client), { user_id: 'u' });
});

test('nobody is logged in: one request, no error', async () => {
  const service = new FakeService('cookie');
  const client = createClient({ baseUrl: BASE, fetch: service.fetchOf() });
  assert.equal(await currentUser(client), undefined);
  assert.deepEqual(service.calls, ['GET /api/auth/session']);
});

test('cookie: an answer counts from the moment at which it arrived', async () => {
  const client = createClient({ baseUrl: BASE, store: memoryStore(), fetch: new FakeService('cookie').fetchOf() });
  const at = Date.now() - 30_000;
  const response = new Response(null, { headers: { Date: '2026-01-01T00:00:00Z' } });
  const session = { created_at: '2025-12-31T18:00:00Z', expires_at: '2026-01-01T18:00:00Z' };
  assert.equal((await client.session.learn(response, { session }, at)).renewAt, at + 6 * 3_600_000);
});

test('a log-out is told to the other tabs', async () => {
  const service = new FakeService('cookie');
  const jar = {};
  const store = memoryStore();
  const tabs = [0, 1].map(() => createClient({ baseUrl: `${BASE}/logout`, store, fetch: service.fetchOf(jar) }));
  const heard = new Promise((resolve) => tabs[1].session.subscribe((event) => event.type === 'ended' && resolve(event)));
  await store.write({ renewAt: Date.now() + 1e6 });
  await tabs[0].session.ended();
  // A channel does not keep Node.js running.
  const awake = setInterval(() => {}, 1_000);
  assert.deepEqual(await heard, { type: 'ended', here: false });
  clearInterval(awake);
});

test('a request with its own authentication is left alone', async () => {
  const seen = [];
  const client = createClient({ baseUrl: BASE, mode: 'bearer', fetch: async (request) => {
    seen.push(request.headers.get('Authorization'));
    return Response.json({ usage_count: 1 });
  } });
  await client.session.opened({ token: 'h.e30.s' }, null);
  await client.api.POST('/api/usage', { headers: { 'X-API-Key': 'vst_1' } });
  await client.api.POST('/api/usage', { headers: { Authorization: 'Bearer vst_1' } });
  assert.deepEqual(seen, [null, 'Bearer vst_1']);
});

test('storage that takes nothing lasts as long as the page', async () => {
  const full = Object.assign(new FakeStorage(), { setItem() {
    throw new Error('QuotaExceededError');
  } });
  const service = new FakeService('bearer');
  const client = createClient({ baseUrl: BASE, mode: 'bearer', store: webStore(full), fetch: service.fetchOf() });
  await logIn(client, { email: 'ada@example.com', password: 'p' });
  assert.deepEqual(await user(client), { user_id: 'u' });
});
