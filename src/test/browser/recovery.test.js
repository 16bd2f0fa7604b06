// Forgotten passwords: the mail, its link and code, the new password, and what becomes of the recordings.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, BASE, card, choose, DESKTOP, launch, loggedIn, logIn, open, person, PHONE, played, recording, registered, SECOND, section, wav } from './fixture.js';
import { mails, mailWithLink } from './mailbox.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const newPassword = () => person().password;

/** Requests the mail on the page; resolves when the page says that it was sent. */
async function forget(page, email) {
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Send email' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
}

async function choosePassword(page, password, recoveryKey = '') {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('Recovery key (optional)').fill(recoveryKey);
  await page.getByRole('button', { name: 'Save new password' }).click();
}

/** A user with one recording. */
async function recorded(options) {
  const stage = await loggedIn(browser, options);
  await section(stage.page, 'Recordings');
  await choose(stage.page, 'before.wav', wav(3 * SECOND));
  await recording(stage.page, 'before.wav').waitFor();
  return stage;
}

async function play(page, name) {
  await recording(page, name).getByRole('button', { name: /^Play/ }).click();
  await played(recording(page, name));
}

test('without the recovery key the account works, the recordings are locked, a former password unlocks them', { timeout: 180_000 }, async () => {
  const { page, user, check, close: shut } = await recorded(PHONE);
  await page.getByRole('button', { name: 'Log out' }).click();
  await forget(page, user.email);
  await accessible(page, 'mail sent');
  const { hash } = await mailWithLink(user.email, 'reset');

  // A mail scanner opens the link and runs the scripts.
  const scanner = await open(browser, DESKTOP, hash);
  await scanner.page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  await scanner.close();

  await page.goto(`${BASE}/${hash}`);
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  assert.equal(await page.evaluate(() => location.hash), '#/reset', 'the secret has left the address bar');
  await accessible(page, 'new password');
  await choosePassword(page, 'short');
  await page.getByText('Use at least 8 characters').waitFor();
  await choosePassword(page, 'password1');
  await page.getByText('This password is too easy to guess').waitFor();
  const next = newPassword();
  await choosePassword(page, next);
  await page.getByRole('heading', { name: 'Your password was changed' }).waitFor();
  await page.getByText(/^Your existing recordings are locked/).waitFor();
  await accessible(page, 'password changed');
  assert.equal((await api('POST', '/api/login', { body: user })).status, 401);
  assert.equal((await api('GET', '/api/auth/session', { token: user.token })).status, 401, 'every session has ended');

  await page.getByRole('button', { name: 'Log in' }).click();
  assert.equal(await page.getByLabel('Email').inputValue(), user.email);
  await logIn(page, { email: user.email, password: next });
  await page.getByRole('link', { name: 'How to unlock them' }).click();
  const before = recording(page, 'before.wav');
  await before.getByText('Locked').waitFor();
  await accessible(page, 'locked recordings');
  await choose(page, 'after.wav', wav(3 * SECOND));
  await play(page, 'after.wav');

  const locked = card(page, 'Some of your recordings are locked');
  await before.getByRole('button', { name: 'How to unlock before.wav' }).click();
  await locked.getByLabel('Former password', { exact: true }).check();
  const former = locked.getByRole('textbox', { name: 'Former password' });
  await former.fill('Hush-not-this-one');
  await locked.getByLabel('Current password').fill(next);
  await locked.getByRole('button', { name: 'Unlock recordings' }).click();
  await locked.locator('.field-error:not(:empty)').waitFor();
  await former.fill(user.password);
  await locked.getByRole('button', { name: 'Unlock recordings' }).click();
  await page.getByText('All recordings are unlocked').waitFor();
  await locked.waitFor({ state: 'detached' });
  await play(page, 'before.wav');
  check();
  await shut();
});

test('with the recovery key the recordings play at once', { timeout: 180_000 }, async () => {
  const { page, user, check, close: shut } = await recorded();
  const { data: { recovery_key: key } } = await api('POST', '/api/user/recovery-key', { token: user.token, body: { password: user.password } });
  await page.getByRole('button', { name: 'Log out' }).click();
  await forget(page, user.email);
  const { hash } = await mailWithLink(user.email, 'reset');
  await page.goto(`${BASE}/${hash}`);
  const next = newPassword();
  await choosePassword(page, next, 'not a recovery key');
  await page.getByText('A recovery key has 52 letters and digits').waitFor();
  await choosePassword(page, next, 'A'.repeat(52));
  await page.locator('.field-error:not(:empty)').waitFor();
  assert.equal(await page.getByLabel('Recovery key (optional)').getAttribute('aria-invalid'), 'true');
  await choosePassword(page, next, key.toLowerCase());
  await page.getByText('Your recordings are unlocked.').waitFor();
  await page.getByRole('button', { name: 'Log in' }).click();
  await logIn(page, { email: user.email, password: next });
  await section(page, 'Recordings');
  await play(page, 'before.wav');
  assert.equal(await page.getByText('Locked', { exact: true }).isVisible(), false);
  check();
  await shut();
});

test('a link works once, and a newer mail replaces it', async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser);
  await forget(page, user.email);
  const first = await mailWithLink(user.email, 'reset');
  await page.goto(`${BASE}/${first.hash}`);
  await choosePassword(page, newPassword());
  await page.getByRole('heading', { name: 'Your password was changed' }).waitFor();
  await page.goto('about:blank');
  await page.goto(`${BASE}/${first.hash}`);
  await choosePassword(page, newPassword());
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  await accessible(page, 'used link');
  await page.getByRole('button', { name: 'Get a new email' }).click();
  await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
  check();
  await shut();
});

test('the code works instead of the link; a wrong one is shown at its field', async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser);
  await forget(page, user.email);
  const { code } = await mailWithLink(user.email, 'reset');
  await page.getByRole('button', { name: 'Enter code' }).click();
  assert.equal(await page.getByLabel('Email').inputValue(), user.email);
  await accessible(page, 'code and new password');
  const next = newPassword();
  await page.getByLabel('Code').fill('12');
  await choosePassword(page, next);
  await page.getByText('Enter the 8 digits from the email').waitFor();
  await page.getByLabel('Code').fill(code === '12345678' ? '87654321' : '12345678');
  await choosePassword(page, next);
  await page.getByText('This code is wrong or has expired').waitFor();
  assert.equal(await page.getByLabel('Code').getAttribute('aria-invalid'), 'true');
  await page.getByLabel('Code').fill(`${code.slice(0, 4)} ${code.slice(4)}`);
  await choosePassword(page, next);
  await page.getByRole('heading', { name: 'Your password was changed' }).waitFor();
  assert.equal((await api('POST', '/api/login', { body: { email: user.email, password: next } })).status, 200);
  check();
  await shut();
});

test('an address without an account gets the same words and no mail', async () => {
  const { email } = person();
  const known = await registered();
  const { page, check, close: shut } = await open(browser);
  await forget(page, email);
  const words = await page.getByText(/^If .* belongs to an account/).textContent();
  await page.getByRole('link', { name: 'Back to login' }).click();
  await forget(page, known.email);
  assert.equal(await page.getByText(/^If .* belongs to an account/).textContent(), words.replace(email, known.email));
  await mailWithLink(known.email, 'reset');
  assert.deepEqual(await mails(email), []);
  check();
  await shut();
});
