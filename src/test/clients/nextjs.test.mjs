// The Next.js example, built, beside the packaged service: .ci/steps/examples
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { closeBrowser, enter, freePort, page, person, registered, running, SERVICE_URL } from './running.mjs';

after(closeBrowser);

const SESSION = '__Host-auth_token';

async function app(serviceUrl, work) {
  const port = await freePort();
  const env = { VESTIBULE_URL: serviceUrl, PORT: String(port) };
  await running('nextjs', 'npm', ['start', '--silent'], env, `http://localhost:${port}`, work);
}

const call = (url, method, headers = {}, body = undefined) =>
  fetch(url, { method, headers: { 'Content-Type': 'application/json', ...headers }, body, redirect: 'manual' });

async function walk(url) {
  await page(`${url}/account`, async (one, context) => {
    const user = person();
    await enter(one, user, 'Sign up');
    await one.getByRole('heading', { name: `Hello ${user.email}` }).waitFor();

    const [session] = (await context.cookies()).filter(({ name }) => name === SESSION);
    assert.ok(session.httpOnly && session.secure && session.sameSite === 'Strict' && session.path === '/');
    assert.ok(!(await (await one.reload()).text()).includes(session.value), 'the token is in the page');
    assert.equal(await one.evaluate('document.cookie + JSON.stringify({ ...localStorage })'), '{}');

    const key = await one.locator('code').innerText();
    assert.equal((await call(`${SERVICE_URL}/api/usage`, 'POST', { 'X-API-Key': key }, '{"units":3}')).status, 200);
    await one.reload();
    await one.getByText('3 units used').waitFor();

    await one.getByLabel('Given name').fill('Ada');
    await one.getByRole('button', { name: 'Save' }).click();
    await one.getByRole('heading', { name: 'Hello Ada' }).waitFor();

    await one.getByRole('button', { name: 'Log out' }).click();
    await one.getByRole('button', { name: 'Log in' }).waitFor();
    const copied = await call(`${SERVICE_URL}/api/auth/session`, 'GET', { Authorization: `Bearer ${session.value}` });
    assert.equal(copied.status, 401);

    await enter(one, { ...user, password: 'wrong' }, 'Log in');
    await one.getByRole('status').filter({ hasText: /\w/ }).waitFor();
    await enter(one, user, 'Log in');
    await one.getByRole('heading', { name: 'Hello Ada' }).waitFor();
  });
}

async function refuses(url) {
  for (const path of ['/api/profile', '/api/usage']) {
    assert.equal((await call(url + path, 'GET')).status, 401);
    assert.equal((await call(url + path, 'GET', { Cookie: `${SESSION}=x` })).status, 401);
  }
  assert.equal((await call(`${url}/account`, 'GET', { Cookie: `${SESSION}=x` })).headers.get('Location'), '/');
  for (const body of ['', '{', '[]', '"x"', '{"email":1,"password":{}}']) {
    assert.equal((await call(`${url}/api/auth/login`, 'POST', {}, body)).status, 400, body);
  }

  const { token } = await registered();
  const change = (headers) => call(`${url}/api/profile`, 'PATCH', { Cookie: `${SESSION}=${token}`, ...headers }, '{"givenName":"Eve"}').then(({ status }) => status);
  assert.equal(await change({ 'Sec-Fetch-Site': 'same-site' }), 403);
  assert.equal(await change({ 'Sec-Fetch-Site': 'cross-site' }), 403);
  assert.equal(await change({ Origin: 'https://evil.example' }), 403);
  assert.equal(await change({ Origin: 'null' }), 403);
  assert.equal(await change({ Origin: url }), 200);
  assert.equal(await change({ 'Sec-Fetch-Site': 'same-origin' }), 200);
}

test('nextjs: sign up, API key and usage, profile, log out, log in', () => app(SERVICE_URL, walk));

test('nextjs: refuses strangers, other sites and malformed bodies', () => app(SERVICE_URL, refuses));

/** A token of which half of the lifetime has passed, or is still to come. */
function tokenIssued(secondsAgo) {
  const iat = Math.floor(Date.now() / 1000) - secondsAgo;
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'ES256' })}.${part({ iat, exp: iat + 3600 })}.AAAA`;
}

test('nextjs: renews a session of which half has passed, and keeps it while the service does not answer', async () => {
  const [old, young, next] = [tokenIssued(3000), tokenIssued(10), tokenIssued(0)];
  const asked = [];
  let status = 200;
  const service = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const refresh = request.url === '/api/auth/refresh';
    response.writeHead(refresh ? status : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(refresh ? { token: next } : { version: 1 }));
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const profile = async (url, token) => {
    asked.length = 0;
    const response = await call(`${url}/api/profile`, 'GET', { Cookie: `${SESSION}=${token}` });
    return [response.status, response.headers.get('Set-Cookie')?.split(';')[0], ...asked];
  };
  const read = (token) => `GET /api/user/profile Bearer ${token}`;
  const refresh = `POST /api/auth/refresh Bearer ${old}`;
  await app(`http://127.0.0.1:${service.address().port}`, async (url) => {
    assert.deepEqual(await profile(url, young), [200, undefined, read(young)]);
    assert.deepEqual(await profile(url, old), [200, `${SESSION}=${next}`, refresh, read(next)]);
    status = 503;
    assert.deepEqual(await profile(url, old), [200, undefined, refresh, read(old)]);
    status = 401;
    assert.deepEqual(await profile(url, old), [401, `${SESSION}=`, refresh]);
  }).finally(() => service.close());
});
