import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, BASE, card, choose, launch, loggedIn, recording, section, wav } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

/** Ends every session of the user except the one of the test's bearer token. */
const endSession = async ({ token }) => assert.equal((await api('DELETE', '/api/auth/sessions', { token })).status, 204);

test('a session that is due in two tabs at the same time: one renews it, both stay logged in', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  const second = await context.newPage();
  await second.goto(BASE);
  await second.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  const renew = (tab) => tab.evaluate(async () => (await import('/console/session.js')).renew());
  // The first check loads what renews the session. Nothing is due yet.
  for (const tab of [page, second]) await renew(tab);
  let refreshes = 0;
  await context.route('**/api/auth/refresh', (route) => {
    refreshes++;
    return route.continue();
  });
  // More than half of the lifetime is over, until one tab has renewed the session.
  await context.route('**/api/auth/session', async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    const { created_at: from, expires_at: until } = json.session;
    if (!refreshes) json.session.expires_at = new Date(Date.parse(until) - (Date.parse(until) - Date.parse(from)) * 0.6).toISOString();
    await route.fulfill({ response, json });
  });
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('vestibule.session'));
    localStorage.setItem('vestibule.session', JSON.stringify({ ...kept, renewAt: 1 }));
  });
  const before = (await context.cookies()).find(({ name }) => /auth_token/.test(name)).value;
  await Promise.all([renew(page), renew(second)]);
  assert.equal(refreshes, 1);
  const cookie = (await context.cookies()).find(({ name }) => /auth_token/.test(name)).value;
  assert.notEqual(cookie, before);
  await context.unroute('**/api/auth/session');
  for (const tab of [page, second]) {
    await section(tab, 'Security');
    await card(tab, 'Devices').getByText('This device').waitFor();
    await tab.reload();
    await tab.getByRole('heading', { level: 1, name: 'Sessions and security' }).waitFor();
  }
  check();
  await shut();
});

test('two tabs without a lock that renew at the same moment get the same token', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  const statuses = await page.evaluate(() => Promise.all([1, 2, 3, 4].map(async () => (await fetch('/api/auth/refresh', { method: 'POST' })).status)));
  assert.deepEqual(statuses, [200, 200, 200, 200]);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  assert.ok(context);
  check();
  await shut();
});

test('a session that expires during an upload: after the password is entered the upload continues', { timeout: 120_000 }, async () => {
  const { page, context, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await page.getByLabel('Choose file').waitFor({ state: 'attached' });
  await context.route(/X-Amz-Signature/, async (route) => {
    if (route.request().method() === 'PUT') await endSession(user);
    await route.continue();
  });
  await choose(page, 'half.wav', wav(400_000));
  const dialog = page.getByRole('dialog', { name: 'Log in again to continue' });
  await dialog.waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill('Hush-not-this-one');
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await dialog.getByText('Wrong email address or password').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(user.password);
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await recording(page, 'half.wav').waitFor();
  await dialog.waitFor({ state: 'detached' });
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  assert.equal(data.audio_files.length, 1);
  check();
  await shut();
});

test('two tabs with an expired session: logging in again in one is enough', async () => {
  const { page, context, user, check, close: shut } = await loggedIn(browser);
  const second = await context.newPage();
  await second.goto(BASE);
  await second.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  for (const tab of [page, second]) await tab.getByLabel('Given name').waitFor();
  await endSession(user);
  const dialogs = [];
  for (const tab of [page, second]) {
    await section(tab, 'Security');
    dialogs.push(tab.getByRole('dialog', { name: 'Log in again to continue' }));
    await dialogs.at(-1).waitFor();
  }
  await dialogs[0].getByLabel('Password', { exact: true }).fill(user.password);
  await dialogs[0].getByRole('button', { name: 'Log in' }).click();
  for (const [at, tab] of [page, second].entries()) {
    await dialogs[at].waitFor({ state: 'detached' });
    await card(tab, 'Devices').getByText('This device').waitFor();
  }
  check();
  await shut();
});

test('a user who does not log in again sees the login page and no data', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await page.getByLabel('Given name').waitFor();
  await endSession(user);
  await section(page, 'Security');
  await page.getByRole('dialog', { name: 'Log in again to continue' }).getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  assert.equal(await page.getByText(user.email).count(), 0);
  check();
  await shut();
});

test('offline for ten seconds: shown at once, and pending work continues by itself', { timeout: 120_000 }, async () => {
  const { page, context, user, check, close: shut } = await loggedIn(browser);
  page.setDefaultTimeout(40_000);
  await section(page, 'Recordings');
  await page.getByLabel('Choose file').waitFor({ state: 'attached' });
  let puts = 0;
  await context.route(/X-Amz-Signature/, async (route) => {
    if (route.request().method() !== 'PUT' || puts++ > 0) {
      await route.continue();
      return;
    }
    await context.setOffline(true);
    await route.abort('internetdisconnected');
  });
  await choose(page, 'train.wav', wav(300_000));
  await page.getByText('You are offline.').waitFor();
  await page.getByText(/^Waiting for connection/).waitFor();
  await section(page, 'Profile');
  await page.waitForTimeout(10_000);
  await context.setOffline(false);
  await page.getByText('Back online').waitFor();
  await page.getByLabel('Given name').waitFor();
  await section(page, 'Recordings');
  await recording(page, 'train.wav').waitFor();
  assert.ok(puts >= 2, `${puts} attempts`);
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  assert.equal(data.audio_files.length, 1);
  check();
  await shut();
});

test('an upload can be cancelled', async () => {
  const { page, context, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await page.getByLabel('Choose file').waitFor({ state: 'attached' });
  await context.route(/X-Amz-Signature/, () => {});
  await choose(page, 'never.wav', wav(300_000));
  await page.getByText(/^Uploading|^Encrypting/).waitFor();
  await page.getByRole('button', { name: 'Cancel upload of never.wav' }).click();
  await card(page, 'Uploads').waitFor({ state: 'detached' });
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  assert.equal(data.audio_files.length, 0);
  check();
  await shut();
});
