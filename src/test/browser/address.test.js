// The email address of an account: verification, change and its undoing, sign-in by code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, BASE, card, launch, loggedIn, logIn, open, person, PHONE, registered, section } from './fixture.js';
import { mailedCode, mails, mailWithLink } from './mailbox.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const notice = (page) => page.getByRole('region', { name: 'Confirm your email address' });
const isVerified = async ({ token }) => (await api('GET', '/api/user', { token })).data.emailVerified;

test('a notice asks for the code; it goes away when the address is confirmed', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser, PHONE);
  await notice(page).waitFor();
  await accessible(page, 'notice');
  await notice(page).getByRole('button', { name: 'Send again' }).click();
  await page.getByText('The email was sent').waitFor();
  // The second mail makes the code of the first one invalid.
  const deadline = Date.now() + 60_000;
  while ((await mails(user.email)).filter(({ text }) => text.includes('/#/verify/')).length < 2) {
    assert.ok(Date.now() < deadline, 'no second mail');
    await page.waitForTimeout(100);
  }
  const { code } = await mailWithLink(user.email, 'verify');
  await notice(page).getByRole('button', { name: 'Enter code' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm your email address' });
  await accessible(page, 'code dialog');
  await dialog.getByLabel('Code').fill(code === '12345678' ? '87654321' : '12345678');
  await dialog.getByRole('button', { name: 'Confirm address' }).click();
  await dialog.getByText('This code is wrong or has expired').waitFor();
  await dialog.getByLabel('Code').fill(code);
  await dialog.getByRole('button', { name: 'Confirm address' }).click();
  await notice(page).waitFor({ state: 'detached' });
  assert.equal(await isVerified(user), true);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  assert.equal(await notice(page).count(), 0);
  check();
  await shut();
});

test('the link confirms the address in another tab, only when the button is pressed', async () => {
  const { page, context, user, check, close: shut } = await loggedIn(browser);
  await notice(page).waitFor();
  const { hash } = await mailWithLink(user.email, 'verify');
  const second = await context.newPage();
  await second.goto(`${BASE}/${hash}`);
  await second.getByRole('heading', { name: 'Confirm your email address' }).waitFor();
  assert.equal(await second.evaluate(() => location.hash), '#/verify');
  await accessible(second, 'verification');
  assert.equal(await isVerified(user), false);
  await second.getByRole('button', { name: 'Confirm address' }).click();
  await second.getByText(`${user.email} is confirmed.`).waitFor();
  assert.equal(await isVerified(user), true);
  await notice(page).waitFor({ state: 'detached' });
  await second.getByRole('button', { name: 'Go to your account' }).click();
  await second.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  await second.goto('about:blank');
  await second.goto(`${BASE}/${hash}`);
  await second.getByRole('button', { name: 'Confirm address' }).click();
  await second.getByRole('heading', { name: 'This link does not work' }).waitFor();
  check();
  await shut();
});

test('the address changes when the new one is confirmed; the former address can undo it', { timeout: 120_000 }, async () => {
  const user = await registered();
  // Only an address that was confirmed can undo a change.
  await api('POST', '/api/auth/email/verify', { body: { email: user.email, code: (await mailWithLink(user.email, 'verify')).code } });
  const { page, check, close: shut } = await open(browser);
  await logIn(page, user);
  const { email: fresh } = person();
  await section(page, 'Security');
  await card(page, 'Email address').getByRole('button', { name: 'Change address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change your email address' });
  await dialog.getByLabel('New email address').fill('nobody');
  await dialog.getByRole('button', { name: 'Send email' }).click();
  await dialog.getByText('Please enter an email address').waitFor();
  await dialog.getByLabel('New email address').fill(fresh);
  await accessible(page, 'change of address');
  await dialog.getByRole('button', { name: 'Send email' }).click();
  await dialog.getByLabel('Code').waitFor();
  const { hash } = await mailWithLink(fresh, 'confirm-email');
  await page.keyboard.press('Escape');
  await page.goto(`${BASE}/${hash}`);
  await page.getByRole('heading', { name: 'Confirm your new email address' }).waitFor();
  assert.equal(await page.evaluate(() => location.hash), '#/confirm-email');
  await page.getByRole('button', { name: 'Use this address' }).click();
  await page.getByText(`Your account now uses ${fresh}.`).waitFor();
  assert.equal((await api('POST', '/api/login', { body: { email: fresh, password: user.password } })).status, 200);
  assert.equal((await api('POST', '/api/login', { body: user })).status, 401);

  const undo = await mailWithLink(user.email, 'revert-email');
  await page.goto(`${BASE}/${undo.hash}`);
  await page.getByRole('heading', { name: 'Undo the change of your email address' }).waitFor();
  assert.equal(await page.evaluate(() => location.hash), '#/revert-email');
  await accessible(page, 'undo');
  await page.getByRole('button', { name: 'Restore this address' }).click();
  await page.getByRole('heading', { name: 'Your email address was restored' }).waitFor();
  assert.equal((await api('POST', '/api/login', { body: { email: fresh, password: user.password } })).status, 401);
  assert.equal((await api('GET', '/api/auth/session', { token: user.token })).status, 401);
  await mailWithLink(user.email, 'reset');
  check();
  await shut();
});

test('the code confirms a new address, too', async () => {
  const { page, check, user, close: shut } = await loggedIn(browser, PHONE);
  const { email: fresh } = person();
  await section(page, 'Security');
  await card(page, 'Email address').getByRole('button', { name: 'Change address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change your email address' });
  await dialog.getByLabel('New email address').fill(fresh);
  await dialog.getByRole('button', { name: 'Send email' }).click();
  const { code } = await mailWithLink(fresh, 'confirm-email');
  await dialog.getByLabel('Code').fill(code);
  await dialog.getByRole('button', { name: 'Use this address' }).click();
  await card(page, 'Email address').getByText(fresh).waitFor();
  await card(page, 'Email address').getByText('Confirmed').waitFor();
  check();
  await shut();
});

test('a code from a mail logs the user in', async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser);
  await page.getByRole('link', { name: 'Log in with a code' }).click();
  await page.getByLabel('Email').fill(user.email);
  await accessible(page, 'request of a code');
  await page.getByRole('button', { name: 'Send code' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
  const code = await mailedCode(user.email);
  await page.getByLabel('Code').fill(code === '12345678' ? '87654321' : '12345678');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByText('This code is wrong or has expired').waitFor();
  await accessible(page, 'wrong code');
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  await section(page, 'Recordings');
  await card(page, 'Unlock your recordings').waitFor();
  check();
  await shut();
});

test('a login with the password still works after requests for codes', async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser, undefined, '#/code');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Send code' }).click();
  await page.getByRole('link', { name: 'Log in with the password instead' }).click();
  await logIn(page, user);
  check();
  await shut();
});
