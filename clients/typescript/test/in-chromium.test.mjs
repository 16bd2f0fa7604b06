// The client in Chromium, on a page of another origin than the service: cookies, two tabs, passkeys, the vault.
//   node ../../src/test/clients/service.mjs node --test test/in-chromium.test.mjs
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const { SERVICE_URL, PAGE_PORT } = process.env;
const skip = SERVICE_URL ? false : 'needs SERVICE_URL';
const PAGE = `http://localhost:${PAGE_PORT}`;
const HTML = `<!doctype html><title>client</title>
<script type="importmap">{"imports": {"openapi-fetch": "/node_modules/openapi-fetch/dist/index.mjs"}}</script>
<script type="module">
  import * as core from '/dist/index.js';
  import * as passkeys from '/dist/passkeys.js';
  import * as vaults from '/dist/vault/index.js';
  globalThis.vestibule = { ...core, ...passkeys, ...vaults, client: core.createClient({ baseUrl: '${SERVICE_URL}' }) };
  globalThis.events = [];
  vestibule.client.session.subscribe((event) => events.push(event));
</script>`;

let server;
let browser;
before(async () => {
  if (skip) return;
  server = createServer(async (request, response) => {
    const body = request.url === '/' ? HTML : await readFile(fileURLToPath(new URL(`..${request.url}`, import.meta.url))).catch(() => null);
    response.writeHead(body === null ? 404 : 200, {
      'Content-Type': request.url === '/' ? 'text/html' : 'text/javascript',
      'Content-Security-Policy': `script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'`,
    });
    response.end(body);
  }).listen(PAGE_PORT, '127.0.0.1');
  await once(server, 'listening');
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] });
});
after(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
});

async function tab(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(PAGE);
  await page.waitForFunction(() => 'vestibule' in globalThis);
  return page;
}

const person = () => ({ email: `u${randomUUID()}@people.example`, password: `Hush-${randomUUID()}` });
const signUp = (page, user) => page.evaluate(async (body) => (await vestibule.signUp(vestibule.client, body)).done, user);

test('tabs share a cookie session: one renews it, all learn of its end', { skip }, async () => {
  const context = await browser.newContext();
  const calls = [];
  context.on('request', (request) => request.method() === 'POST' && calls.push(new URL(request.url()).pathname));
  const [one, two] = [await tab(context), await tab(context)];
  assert.equal(await signUp(one, person()), true);
  assert.ok(await two.evaluate(async () => (await vestibule.currentUser(vestibule.client)).user.user_id));
  assert.doesNotMatch(await one.evaluate(() => document.cookie + JSON.stringify(localStorage)), /eyJ/);

  // As after half of its lifetime, for both; the service is asked for the truth, which is that nothing is due.
  const soon = (page) => page.evaluate(() => {
    const stored = JSON.parse(localStorage.getItem('vestibule.session'));
    localStorage.setItem('vestibule.session', JSON.stringify({ ...stored, renewAt: 1 }));
  });
  const users = () => Promise.all([one, two].map((page) => page.evaluate(() =>
    Promise.all(Array.from({ length: 5 }, () => vestibule.client.api.GET('/api/user'))).then((all) => all.map(({ response }) => response.status)))));
  await soon(one);
  assert.deepEqual(await users(), [Array(5).fill(200), Array(5).fill(200)]);
  assert.equal(calls.filter((call) => call === '/api/auth/refresh').length, 0);

  // Both at once, as hard as they can: the session lives.
  assert.deepEqual(await Promise.all([one, two].map((page) => page.evaluate(async () => {
    const done = [];
    for (let i = 0; i < 4; i++) done.push(await vestibule.client.session.refresh());
    return done;
  }))), [Array(4).fill(true), Array(4).fill(true)]);
  assert.deepEqual(await users(), [Array(5).fill(200), Array(5).fill(200)]);

  await one.evaluate(() => vestibule.logOut(vestibule.client));
  await two.waitForFunction(() => events.some(({ type, here }) => type === 'ended' && !here));
  assert.equal(await two.evaluate(() => vestibule.currentUser(vestibule.client)), undefined);
  await context.close();
});

test('a passkey is added, signs in alone and opens the recordings', { skip }, async () => {
  const context = await browser.newContext();
  const bodies = [];
  context.on('request', (request) => bodies.push(request.postData() ?? ''));
  const page = await tab(context);
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
    protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, hasPrf: true,
    isUserVerified: true, automaticPresenceSimulation: true,
  } });
  const user = person();
  await signUp(page, user);
  const recorded = await page.evaluate(async ({ password }) => {
    const { client, openVault, addPasskey, getPasskey, wrapForPasskey, orThrow } = vestibule;
    const vault = await openVault(client, { password });
    const sent = [];
    const recording = await vault.upload({
      audio: new Blob(['the audio'.repeat(9_000)], { type: 'audio/mp4' }), name: 'a.m4a', details: { peaks: 'AB' },
      onSent: (...progress) => sent.push(progress),
    });
    const { prf, passkey, proof } = await addPasskey(client, 'laptop');
    // Many authenticators give the secret only when they are asked again.
    const options = await orThrow(client.api.POST('/api/auth/passkey/options'));
    const { secret } = await getPasskey({ ...options, public_key: { ...options.public_key, allowCredentials: [{ type: 'public-key', id: proof.credential.id }] } });
    const login = await orThrow(client.api.POST('/api/user/audio-key', { body: { password } }));
    const prf_salt = options.public_key.extensions.prf.eval.first;
    for (const wrap of await wrapForPasskey(password, login, secret)) {
      await orThrow(client.api.PUT('/api/user/passkeys/{id}/audio-key', { params: { path: { id: passkey.id } }, body: { ...wrap, prf_salt } }));
    }
    return { prf, name: passkey.name, size: vault.size(recording), details: await vault.details(recording), sent: sent.at(-1), all: recording.file_size };
  }, user);
  const { all } = recorded;
  assert.deepEqual(recorded, { prf: true, name: 'laptop', size: 81_000, details: { peaks: 'AB' }, sent: [all, all], all });

  const opened = await page.evaluate(async () => {
    const { client, logOut, signInWithPasskey, openVault } = vestibule;
    await logOut(client);
    const { done, login, secret } = await signInWithPasskey(client);
    const vault = await openVault(client, { passkey: secret, login });
    const recordings = [];
    for await (const recording of vault.list()) recordings.push(await (await vault.open(recording)).text());
    const [first] = recordings;
    return { done, count: recordings.length, text: first.slice(0, 18), size: first.length };
  });
  assert.deepEqual(opened, { done: true, count: 1, text: 'the audiothe audio', size: 81_000 });
  assert.ok(!bodies.some((body) => body.includes('"results"')), 'the output of the PRF extension was sent');
  await context.close();
});
