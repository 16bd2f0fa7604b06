// Properties of the whole page: first paint, size, layout shifts, accessibility, locales.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, BASE, card, choose, DESKTOP, launch, loggedIn, logIn, open, PHONE, played, recording, registered, SECOND, section, settled, wav } from './fixture.js';
import { promote } from './store.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const SECTIONS = ['Profile', 'Usage', 'Recordings', 'Security', 'Admin'];

/** A page with a logged-in administrator, who sees every section. */
async function administering(options) {
  const user = await registered();
  await promote(user.userId);
  const stage = await open(browser, options);
  await logIn(stage.page, user);
  return { ...stage, user };
}

for (const [who, enter, seen] of [
  ['a stranger', () => open(browser), 'Vestibule'],
  ['who is logged in', () => loggedIn(browser), 'Recordings'],
]) {
  test(`the first paint does not wait for a call: ${who}`, async () => {
    const { page, context, check, close: shut } = await enter();
    let release;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    let calls = 0;
    await context.route('**/api/**', async (route) => {
      calls++;
      await held;
      await route.continue();
    });
    await page.goto(BASE, { waitUntil: 'load' });
    const painted = await page.evaluate(() => new Promise((resolve) => {
      new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint').forEach((entry) => resolve(entry.startTime))).observe({ type: 'paint', buffered: true });
    }));
    assert.ok(painted > 0);
    await page.getByText(seen, { exact: true }).first().waitFor();
    await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/session.js')));
    assert.equal(await page.getByRole('textbox', { name: 'Email' }).count(), 0, 'nobody has answered yet');
    release();
    await settled(page);
    assert.ok(calls > 0);
    check();
    await shut();
  });
}

test('the page stays within its size budget', { timeout: 120_000 }, async () => {
  const { page, context, user, check, close: shut } = await administering();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const sizes = new Map();
  const paths = new Map();
  session.on('Network.responseReceived', ({ requestId, response }) => paths.set(requestId, new URL(response.url).pathname));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(paths.get(requestId), encodedDataLength));
  await page.reload();
  for (const name of SECTIONS) {
    await section(page, name);
    await settled(page);
  }
  await section(page, 'Recordings');
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await card(page, 'Unlock your recordings').waitFor({ state: 'detached' });
  await choose(page, 'light.wav', wav(3 * SECOND));
  await recording(page, 'light.wav').getByRole('button', { name: /^Play/ }).click();
  await played(recording(page, 'light.wav'));
  const files = [...sizes].filter(([path]) => path === '/' || /^\/(console|vestibule)\//.test(path) && !/argon2|\/play\//.test(path));
  const weight = files.reduce((sum, [, size]) => sum + size, 0);
  for (const part of ['/', '/console/admin.js', '/console/player.js', '/vestibule/vault.js']) assert.ok(sizes.has(part), part);
  console.log(`# every section together: ${files.length} files, ${weight} bytes as sent, without the Argon2 module`);
  assert.ok(weight > 20_000 && weight < 145_000, `${weight} bytes`);
  check();
  await shut();
});

for (const [device, options] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  test(`${device}: no accessibility violation, no layout shift, no horizontal scrolling`, { timeout: 180_000 }, async () => {
    const { page, context, check, close: shut } = await open(browser, options);
    // The footer with the link to caught mails exists in development only.
    const { data: offered } = await api('GET', '/api/auth/options');
    await context.route('**/api/auth/options', (route) => route.fulfill({ json: { ...offered, mail_catcher_url: null } }));
    await page.reload();
    await page.getByLabel('Email').waitFor();
    await accessible(page, 'entry');
    const user = await registered();
    await promote(user.userId);
    await logIn(page, user);
    for (const name of SECTIONS) {
      await section(page, name);
      await settled(page);
      const { jumps, moved } = await page.evaluate(() => new Promise((resolve) => {
        let sum = 0;
        const nodes = [];
        new PerformanceObserver((list) => list.getEntries().forEach((one) => {
          sum += one.value;
          nodes.push(`${one.value.toFixed(3)}: ${one.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.textContent).join(', ')}`);
        })).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve({ jumps: sum, moved: nodes.join('\n') }), 100);
      }));
      assert.ok(jumps < 0.1, `${name} jumps by ${jumps}:\n${moved}`);
      await accessible(page, name);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`);
    }
    check();
    await shut();
  });
}

test('what the first page needs is requested at once, and nothing else', async () => {
  const modules = (page) => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => /^\/console\/.*\.js$/.test(path)));
  const listed = (page) => page.evaluate(() => [...document.querySelectorAll('link[rel=modulepreload], script[src]')].map((one) => new URL(one.href ?? one.src).pathname));
  const late = ['passkey.js', 'client-passkeys.js', 'client-session.js', 'focus.js', 'strength.js'].map((name) => `/console/${name}`);
  const matches = async (page, where) => {
    await settled(page);
    const wanted = new Set(await listed(page));
    assert.deepEqual((await modules(page)).filter((path) => !wanted.has(path) && !late.includes(path)), [], `${where}: not in index.html or start.js`);
    const imported = await page.evaluate(async (paths) => {
      const sources = await Promise.all(paths.map(async (path) => (await fetch(path)).text()));
      return sources.flatMap((source) => [...source.matchAll(/(?:from|import\() ?'\.\/([\w-]+\.js)'/g)].map(([, name]) => `/console/${name}`));
    }, [...wanted]);
    const reached = new Set([...imported, '/console/app.js', '/console/start.js', '/console/api.js']);
    assert.deepEqual([...wanted].filter((path) => !reached.has(path)), [], `${where}: preloaded in vain`);
  };
  const stranger = await open(browser);
  await stranger.page.getByLabel('Email').waitFor();
  await matches(stranger.page, 'login');
  await stranger.close();
  const { page, check, close: shut } = await loggedIn(browser);
  await page.reload();
  await page.getByLabel('Given name').waitFor();
  await matches(page, 'profile');
  check();
  await shut();
});
