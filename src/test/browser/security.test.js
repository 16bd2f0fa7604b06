import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { accessible, api, card, launch, loggedIn, logIn, open, played, registered, SECOND, section, wav } from './stage.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

test('devices: one is ended, then all others', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await api('POST', '/api/login', { body: somebody });
  await section(page, 'Security');
  const devices = card(page, 'Devices');
  const rows = devices.getByRole('listitem');
  await rows.nth(2).waitFor();
  assert.match(await rows.first().textContent(), /Chrome on Linux.*This device/);
  await rows.nth(1).getByRole('button', { name: /^End session on/ }).click();
  await page.getByText('The session is ended').waitFor();
  await rows.nth(2).waitFor({ state: 'detached' });
  await devices.getByRole('button', { name: 'End all others' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End all others' }).click();
  await page.getByText('All other sessions are ended').waitFor();
  await rows.nth(1).waitFor({ state: 'detached' });
  assert.equal((await api('GET', '/api/auth/session', { token: somebody.token })).status, 401);
  check();
  await shut();
});

test('a new password: told what is wrong with it, then it is the one, and recordings stay readable', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await page.getByLabel('Choose file').setInputFiles({ name: 'before.wav', mimeType: 'audio/wav', buffer: wav(3 * SECOND) });
  await card(page, 'Your recordings').getByText('before.wav').waitFor();
  await section(page, 'Security');
  const password = card(page, 'Password');
  const fill = async (current, next, again) => {
    await password.getByLabel('Current password').fill(current);
    await password.getByLabel('New password', { exact: true }).fill(next);
    await password.getByLabel('New password again').fill(again);
    await password.getByRole('button', { name: 'Change password' }).click();
  };
  const next = `${somebody.password}-next`;
  await fill(somebody.password, next, `${next}x`);
  await password.getByText('The two are not the same').waitFor();
  await fill('Hush-not-this-one', next, next);
  await password.getByText(/^Invalid (password|credentials)$/).waitFor();
  assert.equal(await password.getByLabel('Current password').getAttribute('aria-invalid'), 'true');
  await fill(somebody.password, 'password1', 'password1');
  await password.getByText('Password is too easy to guess').waitFor();
  await fill(somebody.password, next, next);
  await page.getByText('The password is changed').waitFor();
  assert.equal(await password.getByLabel('Current password').inputValue(), '');

  await page.reload();
  await section(page, 'Recordings');
  const lock = card(page, 'Unlock your recordings');
  await lock.getByLabel('Password', { exact: true }).fill(next);
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await page.getByRole('button', { name: 'Play before.wav' }).click();
  await played(card(page, 'Your recordings'));
  check();
  await shut();
});

test('a recovery key is shown once', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Security');
  await page.getByRole('button', { name: 'Make recovery key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a recovery key' });
  await dialog.getByLabel('Password', { exact: true }).fill('Hush-not-this-one');
  await dialog.getByRole('button', { name: 'Make recovery key' }).click();
  await dialog.getByText('Invalid password').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(somebody.password);
  await dialog.getByRole('button', { name: 'Make recovery key' }).click();
  await dialog.getByText(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){12}$/).waitFor();
  await accessible(page, 'recovery key');
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.doesNotMatch(await page.content(), /[A-Z2-7]{4}(-[A-Z2-7]{4}){12}/);
  check();
  await shut();
});

test('recent activity names what happened', async () => {
  const somebody = await registered();
  await api('POST', '/api/login', { body: { ...somebody, password: 'Hush-not-this-one' } });
  const { page, check, close: shut } = await open(browser, undefined, '#/security');
  await logIn(page, somebody);
  const events = card(page, 'Recent activity');
  await events.getByText('Account created').waitFor();
  await events.getByText('Refused').waitFor();
  check();
  await shut();
});

test('export is one JSON file without secrets', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Security');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
  assert.match(download.suggestedFilename(), /^vestibule-export-\d{4}-\d\d-\d\d\.json$/);
  const text = await readFile(await download.path(), 'utf8');
  assert.ok(JSON.parse(text));
  assert.ok(text.includes(somebody.email));
  assert.doesNotMatch(text, /argon2id|vst_[0-9a-f]{72}/);
  check();
  await shut();
});

test('deletion asks for the password and leaves nothing', async () => {
  const { page, somebody, check, close: shut } = await loggedIn(browser);
  await section(page, 'Security');
  await page.getByRole('button', { name: 'Delete account' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Delete your account?' });
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await dialog.getByText('Please fill this in').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill('Hush-not-this-one');
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await dialog.getByText(/^Invalid (password|credentials)$/).waitFor();
  await accessible(page, 'deletion');
  await dialog.getByLabel('Password', { exact: true }).fill(somebody.password);
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await page.getByText('Your account is deleted.').waitFor();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  assert.equal((await api('POST', '/api/login', { body: somebody })).status, 401);
  check();
  await shut();
});
