// Runs what the examples say, beside the packaged service: .ci/steps/examples
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const { SERVICE_URL, PAGE_PORT } = process.env;
const folder = (name) => fileURLToPath(new URL(`../../../examples/${name}/`, import.meta.url));
const client = createRequire(new URL('../../../clients/typescript/package.json', import.meta.url));
const { chromium } = client('playwright-core');
const python = ['/usr/bin/python3', 'python3'].find((one) => spawnSync(one, ['-c', 'import jwt, cryptography']).status === 0);

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] });
});
after(() => browser.close());

const person = () => ({ email: `u${randomUUID()}@people.example`, password: `Hush-${randomUUID()}` });

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs a command of an example until `work(url)` has ended. */
async function running(name, command, args, env, url, work) {
  // A process group of its own: npm starts a shell, and that starts the program.
  const child = spawn(command, args, { cwd: folder(name), env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  try {
    for (let waited = 0; !(await fetch(url).then(() => true, () => false)); waited++) {
      assert.ok(child.exitCode === null && waited < 300, `${name} did not start`);
      await new Promise((later) => setTimeout(later, 200));
    }
    await work(url);
  } finally {
    process.kill(-child.pid);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

async function registered() {
  const response = await fetch(`${SERVICE_URL}/api/register`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(person()) });
  assert.equal(response.status, 201);
  return response.json();
}

/** A token of the same content that somebody else has signed, and one of another kind. */
function forged(token) {
  const [header, payload] = token.split('.');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = (head) => `${head}.${payload}.${sign('sha256', Buffer.from(`${head}.${payload}`), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
  return [signed(header), `${none}.${payload}.`, `${token.slice(0, -4)}AAAA`, 'x'];
}

async function verifiesTokens(url) {
  const { token, user_id } = await registered();
  const ask = (authorization) => fetch(url, { headers: authorization ? { Authorization: authorization } : {} });
  const allowed = await ask(`Bearer ${token}`);
  assert.equal(allowed.status, 200);
  assert.equal((await allowed.json()).user_id, user_id);
  for (const authorization of [undefined, 'Basic x', ...forged(token).map((one) => `Bearer ${one}`)]) {
    const refused = await ask(authorization);
    assert.equal(refused.status, 401, authorization);
    assert.equal(refused.headers.get('WWW-Authenticate'), 'Bearer');
  }
}

/** While the keys cannot be fetched, no token can be judged. */
async function saysThatTheKeysAreMissing(url) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'ES256', typ: 'at+jwt', kid: 'x' })}.${part({ sub: 'u' })}.AAAA`;
  assert.equal((await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).status, 503);
}

test('without the keys of the issuer, the APIs answer 503', async () => {
  const env = { ISSUER: `http://127.0.0.1:${await freePort()}` };
  const [node, py] = [await freePort(), await freePort()];
  await running('node-api', 'npm', ['start', '--silent'], { ...env, PORT: String(node) }, `http://127.0.0.1:${node}/orders`, saysThatTheKeysAreMissing);
  if (python) await running('python-api', python, ['api.py'], { ...env, PORT: String(py) }, `http://127.0.0.1:${py}/orders`, saysThatTheKeysAreMissing);
});

test('node-api verifies tokens, in the header and in the cookie', async () => {
  const port = await freePort();
  const env = { ISSUER: SERVICE_URL, PORT: String(port), COOKIE: 'auth_token' };
  await running('node-api', 'npm', ['start', '--silent'], env, `http://127.0.0.1:${port}/orders`, async (url) => {
    await verifiesTokens(url);
    const { token } = await registered();
    const ask = (method, headers) => fetch(url, { method, headers: { Cookie: `other=1; auth_token=${token}`, ...headers } }).then(({ status }) => status);
    assert.equal(await ask('GET', {}), 200);
    assert.equal(await ask('POST', {}), 401);
    assert.equal(await ask('POST', { 'Sec-Fetch-Site': 'cross-site' }), 401);
    assert.equal(await ask('POST', { 'Sec-Fetch-Site': 'same-origin' }), 200);
  });
});

test('node-api knows another audience from its own', async () => {
  const port = await freePort();
  const env = { ISSUER: SERVICE_URL, AUDIENCE: 'another', PORT: String(port) };
  await running('node-api', 'npm', ['start', '--silent'], env, `http://127.0.0.1:${port}/orders`, async (url) => {
    const { token } = await registered();
    assert.equal((await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).status, 401);
  });
});

test('python-api verifies tokens', { skip: python ? false : 'needs PyJWT and cryptography' }, async () => {
  const port = await freePort();
  await running('python-api', python, ['api.py'], { ISSUER: SERVICE_URL, PORT: String(port) }, `http://127.0.0.1:${port}/orders`, verifiesTokens);
});

/** A page of an example; fails on a script error. */
async function page(url, work) {
  const context = await browser.newContext();
  const one = await context.newPage();
  one.setDefaultTimeout(60_000);
  const errors = [];
  one.on('pageerror', (failure) => errors.push(failure.message));
  await one.goto(url);
  await work(one, context);
  assert.deepEqual(errors, []);
  await context.close();
}

async function enter(one, user, button) {
  await one.getByLabel('Email').fill(user.email);
  await one.getByLabel('Password').fill(user.password);
  await one.getByRole('button', { name: button }).click();
}

/** The commands of a guide: its blocks of the language `sh`, with the addresses of this service. */
const commands = (guide) => [...readFileSync(new URL(`../../../docs/guides/${guide}.md`, import.meta.url), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)]
  .map(([, block]) => block.replaceAll('http://localhost:8080', SERVICE_URL).replaceAll('ada@example.com', person().email)).join('\n');

for (const guide of ['cookie-or-bearer', 'mobile']) {
  test(`guide ${guide}: its commands run`, () => {
    const ran = spawnSync('bash', ['-euo', 'pipefail', '-c', commands(guide)], { encoding: 'utf8', cwd: mkdtempSync(join(tmpdir(), 'vestibule-guide-')) });
    assert.equal(ran.status, 0, ran.stdout + ran.stderr);
  });
}

test('guide protect-your-api: its commands run', async () => {
  const port = await freePort();
  await running('node-api', 'npm', ['start', '--silent'], { ISSUER: SERVICE_URL, PORT: String(port) }, `http://127.0.0.1:${port}/orders`, async () => {
    const script = commands('protect-your-api').replaceAll('http://localhost:3000', `http://127.0.0.1:${port}`);
    const ran = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script]);
    assert.match(ran.stdout, /a book/);
  });
});

test('html: sign up, reload, log out in another tab, a wrong password', async () => {
  const env = { VESTIBULE_URL: SERVICE_URL, PORT: PAGE_PORT };
  await running('html', 'node', ['serve.mjs'], env, `http://localhost:${PAGE_PORT}`, (url) => page(url, async (one, context) => {
    const user = person();
    await enter(one, user, 'Sign up');
    await one.getByText(`You are ${user.email}.`).waitFor();
    await one.reload();
    await one.getByText(`You are ${user.email}.`).waitFor();
    const other = await context.newPage();
    await other.goto(url);
    await other.getByRole('button', { name: 'Log out' }).click();
    await one.getByRole('button', { name: 'Log in' }).waitFor();
    await enter(one, { ...user, password: 'wrong' }, 'Log in');
    await one.getByRole('status').filter({ hasText: /\w/ }).waitFor();
  }));
});

test('react: builds', () => {
  const built = spawnSync('npm', ['run', 'build', '--silent'], { cwd: folder('react'), encoding: 'utf8', env: { ...process.env, VITE_VESTIBULE_URL: SERVICE_URL } });
  assert.equal(built.status, 0, built.stdout + built.stderr);
});
