// What pages of the same origin, of sibling hosts and of another site can do with the session cookie of production, over HTTPS.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, person } from './fixture.js';
import { skip } from './packaged-service.js';
import { BROWSER, start } from './secure-service.js';

let browser;
let close;
let service;
before(async () => {
  if (skip) return;
  service = await start();
  ({ browser, close } = await launch(BROWSER));
});
after(async () => {
  await close?.();
  await service?.stop();
});

/** Calls routes from a page; resolves to statuses, or `blocked` where the browser does not let the page read the answer. */
const call = (page, calls) => page.evaluate(async ({ base, calls: list }) => {
  const statuses = [];
  for (const [method, path, body] of list) {
    try {
      const response = await fetch(base + path, {
        method, credentials: 'include', headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body),
      });
      statuses.push(response.status);
    } catch {
      statuses.push('blocked');
    }
  }
  return statuses;
}, { base: service.base, calls });

const SESSION = (user, name) => [
  ['POST', '/api/auth/login', user], ['GET', '/api/auth/session'], ['PATCH', '/api/user', { name }], ['POST', '/api/auth/refresh'],
  ['GET', '/api/user'], ['POST', '/api/auth/logout'], ['GET', '/api/user'],
];

async function visit(url, context) {
  const owner = context ?? await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await owner.newPage();
  await page.goto(url);
  return page;
}

/** A page of the service itself, with a new account that is logged in. */
async function home() {
  const page = await visit(`${service.base}/`);
  const user = person();
  assert.deepEqual(await call(page, [['POST', '/api/auth/signup', user], ['POST', '/api/auth/login', user]]), [201, 200]);
  return { page, user };
}

test('a page of the same origin uses the whole session', { skip }, async () => {
  const { page, user } = await home();
  assert.deepEqual(await call(page, SESSION(user, 'Ada')), [200, 200, 200, 200, 200, 204, 401]);
  await page.context().close();
});

test('the session cookie has the __Host- prefix', { skip }, async () => {
  const { page } = await home();
  const cookies = await page.context().cookies(service.base);
  const session = cookies.find(({ name }) => name === '__Host-auth_token');
  assert.deepEqual([session.secure, session.httpOnly, session.sameSite, session.path, session.domain], [true, true, 'Strict', '/', 'auth.vestibule.test']);
  assert.ok(cookies.every(({ name }) => name.startsWith('__Host-')), JSON.stringify(cookies.map(({ name }) => name)));
  await page.context().close();
});

test('a page of a named sibling origin uses the whole session', { skip }, async () => {
  const { page, user } = await home();
  await page.context().close();
  const sibling = await visit(service.origin('app.vestibule.test'));
  assert.deepEqual(await call(sibling, SESSION(user, 'Ada')), [200, 200, 200, 200, 200, 204, 401]);
  await sibling.context().close();
});

for (const [who, host] of [['a sibling that is not named', 'evil.vestibule.test'], ['another site', 'www.elsewhere.test']]) {
  test(`a page of ${who} can neither read nor change anything`, { skip }, async () => {
    const { page, user } = await home();
    const stranger = await visit(service.origin(host), page.context());
    assert.deepEqual(await call(stranger, SESSION(user, 'Eve')), Array(7).fill('blocked'));

    // A form needs no permission of CORS.
    await stranger.evaluate((action) => {
      const form = Object.assign(document.createElement('form'), { method: 'POST', action });
      document.body.append(form);
      form.submit();
    }, `${service.base}/api/auth/logout`);
    await stranger.waitForURL('**/api/auth/logout');
    assert.match(await stranger.textContent('body'), /"code":"cross-site"/);

    assert.deepEqual(await page.evaluate(async () => {
      const response = await fetch('/api/user');
      return [response.status, (await response.json()).name ?? null];
    }), [200, null]);
    await page.context().close();
  });
}
