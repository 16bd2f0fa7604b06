// Nothing that was typed or recorded is lost without a question.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, BASE, card, choose, launch, loggedIn, logIn, open, registered, section, staysAtReload, wav } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const leaving = (page) => page.getByRole('alertdialog', { name: 'Leave without saving?' });
const loggingOut = (page) => page.getByRole('alertdialog', { name: 'Log out and lose your work?' });
const cancel = (dialog) => dialog.getByRole('button', { name: 'Cancel' }).click();
const stored = async ({ token }) => (await fetch(`${BASE}/api/user/profile`, { headers: { Authorization: `Bearer ${token}` } })).text();
const patch = (path, token, body) => fetch(`${BASE}${path}`, { method: 'PATCH', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body });

test('unsaved edits of the profile: another section, back, reload and log-out ask first', async () => {
  const stage = await loggedIn(browser);
  const { page, user, check, close: shut } = stage;
  await section(page, 'Usage');
  await heading(page, 'API token and usage').waitFor();
  await section(page, 'Profile');
  await page.getByLabel('Given name').fill('Ada');
  await section(page, 'Security');
  await leaving(page).waitFor();
  await accessible(page, 'leaving');
  await cancel(leaving(page));
  assert.equal(await page.getByLabel('Given name').inputValue(), 'Ada');
  assert.match(page.url(), /#\/profile$/);
  await page.goBack();
  await cancel(leaving(page));
  assert.equal(await page.getByLabel('Given name').inputValue(), 'Ada');
  await staysAtReload(stage);
  await page.getByRole('button', { name: 'Log out' }).click();
  await loggingOut(page).getByText('Your changes to the profile are not saved.').waitFor();
  await cancel(loggingOut(page));
  assert.equal(await page.getByLabel('Given name').inputValue(), 'Ada');

  await section(page, 'Usage');
  await leaving(page).getByRole('button', { name: 'Discard changes' }).click();
  await heading(page, 'API token and usage').waitFor();
  assert.match(page.url(), /#\/usage$/);
  await section(page, 'Profile');
  assert.equal(await page.getByLabel('Given name').inputValue(), '');

  await page.getByLabel('Given name').fill('Grace');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  await section(page, 'Usage');
  await heading(page, 'API token and usage').waitFor();
  assert.equal(JSON.parse(await stored(user)).givenName, 'Grace');
  await page.getByRole('button', { name: 'Log out' }).click();
  await heading(page, 'Welcome back').waitFor();
  check();
  await shut();
});

test('edits that cannot be saved yet count, too; text that was restored does not', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await card(page, 'Custom fields').getByRole('button', { name: 'Add field' }).click();
  await section(page, 'Usage');
  await heading(page, 'API token and usage').waitFor();
  await section(page, 'Profile');
  await card(page, 'Custom fields').getByRole('button', { name: 'Add field' }).click();
  await card(page, 'Custom fields').getByLabel('Value').fill('a value without a name');
  await section(page, 'Usage');
  await cancel(leaving(page));
  await card(page, 'Custom fields').getByLabel('Value').fill('');
  await page.getByLabel('Username').fill('ada');
  await section(page, 'Usage');
  await leaving(page).getByText('Your changes to the profile are not saved.').waitFor();
  await cancel(leaving(page));
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  await section(page, 'Usage');
  await heading(page, 'API token and usage').waitFor();
  check();
  await shut();
});

test('a recording in progress: reload and log-out ask first, and it continues', async () => {
  const stage = await loggedIn(browser);
  const { page, user, check, close: shut } = stage;
  await section(page, 'Recordings');
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  const timer = page.getByRole('timer', { name: 'Recording' });
  await timer.waitFor();
  await staysAtReload(stage);
  await page.getByRole('button', { name: 'Log out' }).click();
  await loggingOut(page).getByText('A recording is in progress.').waitFor();
  await cancel(loggingOut(page));
  await timer.filter({ hasText: /0:0[2-9]/ }).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('.toast', { hasText: /^Recording .* was saved$/ }).waitFor();
  const { data } = await api('GET', '/api/user/audio-files', { token: user.token });
  assert.equal(data.audio_files.length, 1);
  await page.getByRole('button', { name: 'Log out' }).click();
  await heading(page, 'Welcome back').waitFor();
  check();
  await shut();
});

test('an upload in progress: reload and log-out ask first', async () => {
  const stage = await loggedIn(browser);
  const { page, context, check, close: shut } = stage;
  await section(page, 'Recordings');
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await context.route(/X-Amz-Signature/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByLabel('Choose file').waitFor({ state: 'attached' });
  await choose(page, 'slow.wav', wav(60_000));
  await card(page, 'Uploads').waitFor();
  await staysAtReload(stage);
  await page.getByRole('button', { name: 'Log out' }).click();
  await loggingOut(page).getByText('An upload is not complete.').waitFor();
  await cancel(loggingOut(page));
  release();
  await page.locator('.toast', { hasText: 'slow.wav was saved' }).waitFor();
  check();
  await shut();
});

test('log-out asks before it ends what another tab does', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  const second = await context.newPage();
  await second.goto(`${BASE}/#/usage`);
  await heading(second, 'API token and usage').waitFor();
  await page.bringToFront();
  await page.getByLabel('Given name').fill('Ada');
  await page.waitForFunction(async () => (await navigator.locks.query()).held.some(({ name }) => name === 'vestibule-unsaved'));
  await second.bringToFront();
  await second.getByRole('button', { name: 'Log out' }).click();
  await loggingOut(second).getByText('Another tab has unsaved changes').waitFor();
  await cancel(loggingOut(second));
  assert.equal(await page.getByLabel('Given name').inputValue(), 'Ada');
  await page.getByLabel('Given name').fill('');
  await page.waitForFunction(async () => !(await navigator.locks.query()).held.some(({ name }) => name === 'vestibule-unsaved'));
  await second.getByRole('button', { name: 'Log out' }).click();
  await heading(second, 'Welcome back').waitFor();
  await heading(page, 'Welcome back').waitFor();
  check();
  await shut();
});

test('a dialog for an ended session says what a log-out loses', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await page.getByLabel('Given name').fill('Ada');
  assert.equal((await api('DELETE', '/api/auth/sessions', { token: user.token })).status, 204);
  await page.getByRole('button', { name: 'Save profile' }).click();
  const again = page.getByRole('dialog', { name: 'Log in again to continue' });
  await again.getByRole('button', { name: 'Log out' }).click();
  await cancel(loggingOut(page));
  await again.getByLabel('Password', { exact: true }).fill(user.password);
  await again.getByRole('button', { name: 'Log in' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  assert.equal(JSON.parse(await stored(user)).givenName, 'Ada');
  check();
  await shut();
});

const LONG = '12345678901234567890';

test('numbers are saved as they were typed, and numbers of other programs are kept', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await patch('/api/user/profile', user.token, `{"ledger":{"id":${LONG},"note":"a"},"rows":[${LONG},"x"],"rate":0.1}`);
  await page.reload();
  const fields = card(page, 'Custom fields');
  const value = (name) => fields.getByLabel(`Value ${name}`);
  await value('rate').waitFor();
  assert.equal(JSON.parse((await value('ledger').inputValue()).replace(LONG, '"long"')).id, 'long');
  await value('ledger').fill(`{"id":${LONG},"note":"b"}`);
  await value('rows').fill(`[${LONG},"y"]`);
  await value('rate').fill('98765432109876543210.5');
  await fields.getByRole('button', { name: 'Add field' }).click();
  const row = fields.getByRole('listitem').last();
  await row.getByLabel('Name', { exact: true }).fill('serial');
  await row.getByLabel('Type').selectOption({ label: 'Number' });
  await row.getByLabel('Value serial').fill(LONG);
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  const json = (await stored(user)).replaceAll(' ', '');
  for (const part of [`"id":${LONG},"note":"b"`, `"rows":[${LONG},"y"]`, '"rate":98765432109876543210.5', `"serial":${LONG}`]) assert.ok(json.includes(part), json);
  assert.equal(await value('serial').inputValue(), LONG);
  check();
  await shut();
});

test('null in a field is refused, because the service would drop it', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  const fields = card(page, 'Custom fields');
  await fields.getByRole('button', { name: 'Add field' }).click();
  await fields.getByLabel('Name', { exact: true }).fill('nothing');
  await fields.getByLabel('Type').selectOption({ label: 'JSON' });
  for (const json of ['null', '{"a":{"b":null}}']) {
    await fields.getByLabel('Value nothing').fill(json);
    await page.getByRole('button', { name: 'Save profile' }).click();
    await fields.getByText('nothing: “null” cannot be saved here').waitFor();
    assert.ok(!(await stored(user)).includes('nothing'));
  }
  await fields.getByLabel('Value nothing').fill('[null]');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  assert.deepEqual(JSON.parse(await stored(user)).nothing, [null]);
  check();
  await shut();
});

test('a browser that can only round numbers says so instead of rounding', async () => {
  const user = await registered();
  const { page, context, check, close: shut } = await open(browser);
  await context.addInitScript(() => {
    delete JSON.rawJSON;
    delete JSON.isRawJSON;
  });
  await page.reload();
  await logIn(page, user);
  const fields = card(page, 'Custom fields');
  await fields.getByRole('button', { name: 'Add field' }).click();
  await fields.getByLabel('Name', { exact: true }).fill('rows');
  await fields.getByLabel('Type').selectOption({ label: 'JSON' });
  await fields.getByLabel('Value rows').fill(`[${LONG}]`);
  await page.getByRole('button', { name: 'Save profile' }).click();
  await fields.getByText('rows: This browser would round a number in it').waitFor();
  check();
  await shut();
});
