// Slow and lost connections, and what other tabs do meanwhile.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, BASE, card, choose, DESKTOP, launch, loggedIn, logIn, open, person, PHONE, recording, section, wav } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const heading = (page, name) => page.getByRole('heading', { level: 1, name });

/** Holds requests to `pattern` until the returned function is called. */
async function hold(context, pattern) {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await context.route(pattern, async (route) => {
    await held;
    await route.continue().catch(() => {});
  });
  return release;
}

test('a section that was never loaded says what it waits for and loads when the connection is back', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  await page.getByLabel('Given name').waitFor();
  await context.setOffline(true);
  await section(page, 'Security');
  await page.getByText('Waiting for connection. This loads when you are connected again.').waitFor();
  await accessible(page, 'offline');
  await context.setOffline(false);
  await card(page, 'Devices').getByText('This device').waitFor();
  check();
  await shut();
});

test('an upload that begins offline says that it waits, and continues', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await page.getByText('No recordings yet').waitFor();
  await context.setOffline(true);
  await choose(page, 'tunnel.wav', wav(50_000));
  await card(page, 'Uploads').getByText(/^Waiting for connection, 0 byte of 50 kB sent$/).waitFor();
  await context.setOffline(false);
  await recording(page, 'tunnel.wav').waitFor();
  check();
  await shut();
});

for (const [device, options] of [['desktop', DESKTOP], ['phone', { ...PHONE, viewport: { width: 320, height: 640 } }]]) {
  test(`${device}: the bar of a lost connection hides nothing`, async () => {
    const { page, context, check, close: shut } = await loggedIn(browser, options);
    await page.getByLabel('Given name').waitFor();
    await context.setOffline(true);
    const bar = page.locator('.offline-bar');
    await page.waitForFunction(() => document.documentElement.classList.contains('offline'));
    for (const scrolled of [0, 400]) {
      await page.evaluate((y) => scrollTo(0, y), scrolled);
      const { y, height } = await bar.boundingBox();
      for (const covered of [page.getByRole('link', { name: 'Vestibule' }), page.getByRole('button', { name: 'Log out' })]) {
        const box = await covered.boundingBox();
        assert.ok(box.y >= y + height, `${box.y} is under the bar of ${height}`);
      }
    }
    await context.setOffline(false);
    check();
    await shut();
  });
}

test('a slow start shows no login form to a user who is logged in, also when the service fails', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  const releaseScripts = await hold(context, '**/console/app.js');
  await page.goto(BASE, { waitUntil: 'commit' });
  await page.locator('.entry-brand').waitFor();
  assert.equal(await page.locator('.entry-card').count(), 0, 'before the scripts');
  releaseScripts();
  await page.getByLabel('Given name').waitFor();
  await context.route('**/api/auth/session', (route) => route.fulfill({ status: 500 }));
  await page.reload();
  await page.getByText('Could not load this section').waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Email' }).count(), 0);
  await context.unroute('**/api/auth/session');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByLabel('Given name').waitFor();
  check();
  await shut();
});

test('log-out in one tab while the other edits or loads: no script error', async () => {
  const { page, context, user, check, close: shut } = await loggedIn(browser);
  const second = await context.newPage();
  for (const name of ['profile', 'usage', 'recordings', 'security']) {
    await second.goto(`${BASE}/#/${name}`);
    if (name === 'profile') await second.getByLabel('Given name').fill('Ada');
    const release = name === 'profile' ? () => {} : await hold(context, '**/api/user/**');
    if (name !== 'profile') await second.reload({ waitUntil: 'commit' });
    if (name !== 'profile') await second.locator('main .skeletons').first().waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    if (name === 'profile') await page.getByRole('button', { name: 'Log out anyway' }).click();
    await heading(second, 'Welcome back').waitFor();
    release();
    await context.unroute('**/api/user/**');
    await heading(page, 'Welcome back').waitFor();
    await logIn(page, user);
  }
  check();
  await shut();
});

test('the message of a log-out is gone after the next login', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.locator('.toast', { hasText: 'You have been logged out.' }).waitFor();
  await logIn(page, user);
  assert.equal(await page.locator('.toast', { hasText: 'You have been logged out.' }).count(), 0);
  check();
  await shut();
});

test('after a sign-up a log-out shows the login form', async () => {
  const { page, check, close: shut } = await open(browser, undefined, '#/signup');
  const user = person();
  await heading(page, 'Create your account').waitFor();
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await heading(page, 'Welcome back').waitFor();
  check();
  await shut();
});

test('the button beside a password is named after what it does', async () => {
  const { page, check, close: shut } = await open(browser);
  await page.getByLabel('Password', { exact: true }).fill('secret');
  await page.getByRole('button', { name: 'Show password' }).click();
  const hide = page.getByRole('button', { name: 'Hide password' });
  assert.equal(await hide.textContent(), 'Hide');
  await hide.click();
  await page.getByRole('button', { name: 'Show password' }).waitFor();
  check();
  await shut();
});

test('in forced colours the meter keeps its outline and its filling', async () => {
  const { page, check, close: shut } = await loggedIn(browser, { ...DESKTOP, forcedColors: 'active' }, '#/usage');
  const meter = page.locator('.meter');
  await meter.waitFor();
  const [border, fill, ground] = await meter.evaluate((element) => {
    element.firstElementChild.hidden = false;
    return [getComputedStyle(element).borderTopWidth, getComputedStyle(element.firstElementChild).backgroundColor, getComputedStyle(element).backgroundColor];
  });
  assert.equal(border, '1px');
  assert.notEqual(fill, ground);
  check();
  await shut();
});
