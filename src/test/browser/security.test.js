import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { accessible, api, card, launch, loggedIn, logIn, open, played, registered, SECOND, section, wav } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

test('devices: end one session, then all others', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await api('POST', '/api/login', { body: user });
  await section(page, 'Security');
  const devices = card(page, 'Devices');
  const rows = devices.getByRole('listitem');
  await rows.nth(2).waitFor();
  assert.match(await rows.first().textContent(), /Chrome on Linux.*This device/);
  await rows.nth(1).getByRole('button', { name: /^End session on/ }).click();
  await page.getByText('The session was ended').waitFor();
  await rows.nth(2).waitFor({ state: 'detached' });
  await devices.getByRole('button', { name: 'End all other sessions' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End all other sessions' }).click();
  await page.getByText('All other sessions were ended').waitFor();
  await rows.nth(1).waitFor({ state: 'detached' });
  assert.equal((await api('GET', '/api/auth/session', { token: user.token })).status, 401);
  check();
  await shut();
});

test('password change: errors are shown at their fields, the new password works, recordings still play', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Recordings');
  await page.getByLabel('Choose file').setInputFiles({ name: 'before.wav', mimeType: 'audio/wav', buffer: wav(3 * SECOND) });
  await card(page, 'Your recordings').getByText('before.wav').waitFor();
  await section(page, 'Security');
  const password = card(page, 'Password');
  const fill = async (current, next, again) => {
    await password.getByLabel('Current password').fill(current);
    await password.getByLabel('New password', { exact: true }).fill(next);
    await password.getByLabel('Repeat new password').fill(again);
    await password.getByRole('button', { name: 'Change password' }).click();
  };
  const next = `${user.password}-next`;
  await fill(user.password, next, `${next}x`);
  await password.getByText('The passwords do not match').waitFor();
  await fill('Hush-not-this-one', next, next);
  await password.getByText(/^Wrong (email address or )?password$/).waitFor();
  assert.equal(await password.getByLabel('Current password').getAttribute('aria-invalid'), 'true');
  await fill(user.password, 'password1', 'password1');
  await password.getByText('This password is too easy to guess').waitFor();
  await fill(user.password, next, next);
  await page.getByText('Your password was changed').waitFor();
  assert.equal(await password.getByLabel('Current password').inputValue(), '');

  await page.reload();
  await section(page, 'Recordings');
  const lock = card(page, 'Unlock your recordings');
  await lock.getByLabel('Password', { exact: true }).fill(next);
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await lock.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Play before.wav' }).click();
  await played(card(page, 'Your recordings'));
  check();
  await shut();
});

test('a recovery key is shown once', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Security');
  await page.getByRole('button', { name: 'Create recovery key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a recovery key' });
  await dialog.getByLabel('Password', { exact: true }).fill('Hush-not-this-one');
  await dialog.getByRole('button', { name: 'Create recovery key' }).click();
  await dialog.getByText('Wrong password').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(user.password);
  await dialog.getByRole('button', { name: 'Create recovery key' }).click();
  await dialog.getByText(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){12}$/).waitFor();
  await accessible(page, 'recovery key');
  await dialog.getByRole('button', { name: 'I have saved the key' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.doesNotMatch(await page.content(), /[A-Z2-7]{4}(-[A-Z2-7]{4}){12}/);
  check();
  await shut();
});

test('recent activity lists security events', async () => {
  const user = await registered();
  await api('POST', '/api/login', { body: { ...user, password: 'Hush-not-this-one' } });
  const { page, check, close: shut } = await open(browser, undefined, '#/security');
  await logIn(page, user);
  const events = card(page, 'Recent activity');
  await events.getByText('Account created').waitFor();
  await events.getByText('Refused').waitFor();
  check();
  await shut();
});

test('recent activity counts refused attempts and has further pages', async () => {
  const user = await registered();
  for (let attempt = 0; attempt < 3; attempt++) await api('POST', '/api/login', { body: { ...user, password: 'Hush-not-this-one' } });
  for (let login = 0; login < 9; login++) await api('POST', '/api/login', { body: user });
  const { page, check, close: shut } = await open(browser, undefined, '#/security');
  await logIn(page, user);
  const events = card(page, 'Recent activity');
  await events.getByRole('listitem').nth(7).waitFor();
  assert.equal(await events.getByRole('listitem').count(), 8);
  await events.getByRole('button', { name: 'Show more' }).click();
  await events.getByText('Refused, 3 times').waitFor();
  await events.getByText('Account created').waitFor();
  assert.equal(await events.getByRole('button', { name: 'Show more' }).count(), 0);
  await accessible(page, 'activity');
  check();
  await shut();
});

test('export is one JSON file without secrets', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Security');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
  assert.match(download.suggestedFilename(), /^vestibule-export-\d{4}-\d\d-\d\d\.json$/);
  const text = await readFile(await download.path(), 'utf8');
  assert.ok(JSON.parse(text));
  assert.ok(text.includes(user.email));
  assert.doesNotMatch(text, /argon2id|vst_[0-9a-f]{72}/);
  check();
  await shut();
});
