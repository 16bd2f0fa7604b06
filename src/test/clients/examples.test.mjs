// Runs what the examples say, beside the packaged service: .ci/steps/examples
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { closeBrowser, enter, folder, freePort, page, PAGE_PORT, person, registered, running, SERVICE_URL } from './running.mjs';

const { SERVICE_ENV, VESTIBULE_JAR } = process.env;
const python = ['/usr/bin/python3', 'python3'].find((one) => spawnSync(one, ['-c', 'import jwt, cryptography']).status === 0);

after(closeBrowser);

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

/** The commands of a guide: its blocks of the language `sh`, which may be in a list, with the addresses of this service. */
const commands = (guide) => [...readFileSync(new URL(`../../../docs/guides/${guide}.md`, import.meta.url), 'utf8').matchAll(/^ *```sh\n(.*?)^ *```$/gms)]
  .map(([, block]) => block.replaceAll('http://localhost:8080', SERVICE_URL).replaceAll('ada@example.com', person().email)).join('\n');

function runsIn(cwd, script, env = process.env) {
  const ran = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { encoding: 'utf8', cwd, env });
  assert.equal(ran.status, 0, ran.stdout + ran.stderr);
  return ran.stdout;
}

const emptyFolder = () => mkdtempSync(join(tmpdir(), 'vestibule-guide-'));

for (const guide of ['cookie-or-bearer', 'mobile', 'kind']) {
  test(`guide ${guide}: its commands run`, () => void runsIn(emptyFolder(), commands(guide)));
}

test('guide eks: its overlay renders, with the values of the guide', () => {
  const cwd = emptyFolder();
  cpSync(new URL('../../../k8s', import.meta.url), join(cwd, 'k8s'), { recursive: true });
  // In the place of a state that only an AWS account has.
  writeFileSync(join(cwd, 'terraform'), `#!/bin/sh
case "$*" in *environment) echo '{"S3_BUCKET":"their-recordings","USERS_TABLE":"vestibule-users"}' ;; *) echo arn:aws:iam::1:role/their-role ;; esac
`, { mode: 0o755 });
  runsIn(cwd, commands('eks'), { ...process.env, PATH: `${cwd}:${process.env.PATH}` });
  const rendered = readFileSync(join(cwd, 'rendered.yaml'), 'utf8');
  for (const value of ['S3_BUCKET: their-recordings', 'role-arn: arn:aws:iam::1:role/their-role', 'host: auth.example.com', '- auth.example.com',
    'VESTIBULE_TOKENS_ISSUER: https://auth.example.com', 'QUARKUS_HTTP_CORS_ORIGINS: https://app.example.com', 'ingressClassName: alb',
    'image: 123456789012.dkr.ecr.eu-central-1.amazonaws.com/vestibule:0.1.0', 'cidr: 10.0.0.0/16', 'TRUSTED_PROXIES: 10.0.0.0/16']) {
    assert.ok(rendered.includes(value), value);
  }
  assert.doesNotMatch(rendered, /example\.org/);
});

const hashcat = 'pbkdf2_sha256$20000$H0dPx8NeajVu$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=';
const lines = (...objects) => objects.map((object) => `${JSON.stringify(object)}\n`).join('');
/** Password and files by guide. The hashes are published examples: hashcat's of PBKDF2, and that of github.com/firebase/scrypt. */
const migrations = {
  'migrate-from-postgres': ['hashcat', (email) => ({
    'users.ndjson': lines({ user_id: randomUUID(), email, email_verified: true, password_hash: hashcat }),
  })],
  'migrate-from-auth0': ['hashcat', (email) => ({
    'passwords.json': lines({ _id: { $oid: '60425da93519d90068f82966' }, email, passwordHash: hashcat }),
    'users.json': lines({ user_id: 'auth0|60425da93519d90068f82966', email, name: 'Ada Lovelace', created_at: '2021-03-05T16:34:49.502Z' }),
  })],
  'migrate-from-firebase': ['user1password', (email) => ({
    'users.json': JSON.stringify({ users: [{
      localId: randomUUID(), email, emailVerified: true, salt: '42xEC+ixf3L2lw==', createdAt: '1486324412000', providerUserInfo: [],
      passwordHash: 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
    }] }),
  })],
};
const jq = spawnSync('jq', ['--version']).status === 0;

for (const [guide, [password, files]] of Object.entries(migrations)) {
  test(`guide ${guide}: its commands run, and the old password logs in`, { skip: !jq && guide === 'migrate-from-auth0' && 'needs jq' }, async () => {
    const cwd = emptyFolder();
    const { email } = person();
    Object.entries(files(email)).forEach(([name, content]) => writeFileSync(join(cwd, name), content));
    const script = `vestibule() { java -jar "$VESTIBULE_JAR" "$@"; }\n${commands(guide)}`;
    assert.match(runsIn(cwd, script, { PATH: process.env.PATH, ...JSON.parse(SERVICE_ENV), VESTIBULE_JAR }), /^users created: 1, conflicts: 0$/m);
    const login = await fetch(`${SERVICE_URL}/api/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) });
    assert.equal(login.status, 200);
  });
}

test('guides: what CI does not run says so', () => {
  const run = ['cookie-or-bearer', 'mobile', 'kind', 'eks', 'protect-your-api', 'sell-api-keys', ...Object.keys(migrations)];
  for (const file of readdirSync(new URL('../../../docs/guides', import.meta.url))) {
    const guide = readFileSync(new URL(`../../../docs/guides/${file}`, import.meta.url), 'utf8');
    assert.equal(/^ *```sh$/m.test(guide), run.includes(file.replace('.md', '')), `${file}: the blocks of the language sh run`);
    assert.ok(!/^ *```console$/m.test(guide) || /not run here|\.ci\/steps\/examples/i.test(guide), `${file} does not say what CI runs`);
  }
});

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

test('react: type checks and builds', () => {
  const built = spawnSync('npm', ['run', 'build', '--silent'], { cwd: folder('react'), encoding: 'utf8', env: { ...process.env, VITE_VESTIBULE_URL: SERVICE_URL } });
  assert.equal(built.status, 0, built.stdout + built.stderr);
});

test('react: sign up, an authenticated call, reload, log out in another tab, a wrong password', async () => {
  const env = { VITE_VESTIBULE_URL: SERVICE_URL };
  const args = ['run', 'dev', '--silent', '--', '--port', PAGE_PORT, '--strictPort'];
  await running('react', 'npm', args, env, `http://localhost:${PAGE_PORT}`, (url) => page(url, async (one, context) => {
    const user = person();
    await enter(one, user, 'Sign up');
    await one.getByRole('heading', { name: `Hello ${user.email}` }).waitFor();
    await one.getByLabel('Given name').fill('Ada');
    await one.getByRole('button', { name: 'Save' }).click();
    await one.getByText('Saved.').waitFor();
    await one.reload();
    await one.getByRole('heading', { name: 'Hello Ada' }).waitFor();
    const other = await context.newPage();
    await other.goto(url);
    await other.getByRole('button', { name: 'Log out' }).click();
    await one.getByRole('button', { name: 'Log in' }).waitFor();
    await enter(one, { ...user, password: 'wrong' }, 'Log in');
    await one.getByRole('status').filter({ hasText: /\w/ }).waitFor();
  }));
});

test('react: the dev proxy of the guide instead of CORS', async () => {
  const port = await freePort();
  const env = { VESTIBULE_PROXY: SERVICE_URL, VITE_VESTIBULE_URL: '' };
  const args = ['run', 'dev', '--silent', '--', '--port', String(port), '--strictPort'];
  await running('react', 'npm', args, env, `http://localhost:${port}`, (url) => page(url, async (one) => {
    const user = person();
    await enter(one, user, 'Sign up');
    await one.getByRole('heading', { name: `Hello ${user.email}` }).waitFor();
    await one.getByRole('button', { name: 'Log out' }).click();
    await one.getByRole('button', { name: 'Log in' }).waitFor();
  }));
});

test('kotlin: the vectors, the packaged service, and the program of the README', () => {
  const mvnw = fileURLToPath(new URL('../../../mvnw', import.meta.url));
  const env = { ...process.env, VESTIBULE_URL: SERVICE_URL };
  const ran = spawnSync(mvnw, ['--batch-mode', '-q', 'test', 'exec:java'], { cwd: folder('kotlin'), encoding: 'utf8', env });
  assert.equal(ran.status, 0, ran.stdout + ran.stderr);
  assert.match(ran.stdout, /decrypted 1000000 bytes, and 1000 from the middle/);
});
