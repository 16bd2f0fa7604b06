// Two-step login, recovery codes, and the dialog that asks the user to confirm who they are.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { app, withTwoSteps } from './authenticators.js';
import { accessible, api, BASE, card, DESKTOP, launch, loggedIn, logIn, open, PHONE, person, registered, section } from './fixture.js';
import { mailedCode, mailWithLink } from './mailbox.js';
import { ageLogin, promote } from './store.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const PATIENT = { timeout: 300_000 };
const entered = (page) => page.getByRole('navigation', { name: 'Sections' }).waitFor();
const confirmation = (page) => page.getByRole('dialog', { name: 'Confirm that it is you' });
const CODE = /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/;

async function typeIn(page, { email, password }) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

async function logOut(page) {
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
}

for (const [device, options] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  test(`${device}: two-step login is set up, asks for a code or a recovery code, and is switched off`, PATIENT, async () => {
    const { page, user, check, close: shut } = await loggedIn(browser, options);
    await section(page, 'Security');
    const twoStep = card(page, 'Two-step login');
    await twoStep.getByRole('button', { name: 'Set up two-step login' }).click();
    const setUp = page.getByRole('dialog', { name: 'Set up two-step login' });
    const phone = app(await setUp.locator('code').textContent());
    const qr = setUp.getByRole('img', { name: 'QR code' });
    assert.ok(await qr.evaluate(async (image) => {
      await image.decode();
      return image.naturalWidth > 0;
    }));
    await accessible(page, 'set-up');
    await setUp.getByLabel('Code from your authenticator app').fill('12');
    await setUp.getByRole('button', { name: 'Switch on' }).click();
    await setUp.getByText('Enter the 6 digits from the app').waitFor();
    const code = await phone.next();
    await setUp.getByLabel('Code from your authenticator app').fill(code === '000000' ? '111111' : '000000');
    await setUp.getByRole('button', { name: 'Switch on' }).click();
    await setUp.locator('[aria-invalid]').waitFor();
    await setUp.getByLabel('Code from your authenticator app').fill(code);
    await setUp.getByRole('button', { name: 'Switch on' }).click();

    const shown = page.getByRole('dialog', { name: 'Your recovery codes' });
    await shown.waitFor();
    const codes = await shown.getByRole('listitem').allTextContents();
    assert.equal(codes.length, 10);
    codes.forEach((one) => assert.match(one, CODE));
    await accessible(page, 'recovery codes');
    await page.keyboard.press('Escape');
    await shown.waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), shown.getByRole('button', { name: 'Download' }).click()]);
    assert.deepEqual((await readFile(await file.path(), 'utf8')).trim().split('\n'), codes);
    await shown.getByRole('button', { name: 'Copy' }).click();
    assert.equal((await page.evaluate(() => navigator.clipboard.readText())).trim(), codes.join('\n'));
    await page.evaluate(() => {
      globalThis.print = () => {
        globalThis.printed = true;
      };
    });
    await shown.getByRole('button', { name: 'Print' }).click();
    assert.equal(await page.evaluate(() => globalThis.printed), true);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('#app').isVisible(), false, 'only the codes are printed');
    assert.ok(await shown.getByRole('listitem').first().isVisible());
    await page.emulateMedia({ media: null });
    await shown.getByRole('button', { name: 'I have saved the codes' }).click();
    await twoStep.getByText('10 recovery codes left').waitFor();
    assert.doesNotMatch(await page.content(), /[A-Z2-7]{4}(-[A-Z2-7]{4}){3}/);
    await accessible(page, 'two-step login');

    await logOut(page);
    await typeIn(page, { ...user, password: 'Hush-not-this-one' });
    await page.getByText('Wrong email address or password').waitFor();
    await typeIn(page, user);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await accessible(page, 'second step');
    assert.equal((await page.evaluate(() => fetch('/api/user').then(({ status }) => status))), 401, 'no session yet');
    await page.getByLabel('Code from your authenticator app').fill(code);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.locator('[aria-invalid]').waitFor();
    await page.getByLabel('Code from your authenticator app').fill(await phone.next());
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await entered(page);
    await section(page, 'Recordings');
    await page.getByLabel('Choose file').waitFor({ state: 'attached' });

    await logOut(page);
    await typeIn(page, user);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill('AAAA');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByText('A recovery code has 16 letters and digits').waitFor();
    await accessible(page, 'recovery code');
    await page.getByLabel('Recovery code').fill(codes[0].toLowerCase().replaceAll('-', ' '));
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await entered(page);

    await section(page, 'Security');
    await twoStep.getByText('9 recovery codes left').waitFor();
    await twoStep.getByRole('button', { name: 'New recovery codes' }).click();
    await page.getByRole('dialog', { name: 'Create new recovery codes?' }).getByRole('button', { name: 'New recovery codes' }).click();
    await shown.waitFor();
    const renewed = await shown.getByRole('listitem').allTextContents();
    assert.equal(new Set([...codes, ...renewed]).size, 20);
    await shown.getByRole('button', { name: 'I have saved the codes' }).click();
    await twoStep.getByText('10 recovery codes left').waitFor();
    await twoStep.getByRole('button', { name: 'Switch off' }).click();
    await page.getByRole('alertdialog', { name: 'Switch off two-step login?' }).getByRole('button', { name: 'Switch off' }).click();
    await twoStep.getByRole('button', { name: 'Set up two-step login' }).waitFor();
    await logOut(page);
    await logIn(page, user);
    check();
    await shut();
  });
}

test('a user with few recovery codes is warned', PATIENT, async () => {
  const user = await registered();
  const { codes } = await withTwoSteps(user);
  for (const code of codes.slice(0, 7)) {
    const { data } = await api('POST', '/api/login', { body: user });
    assert.equal((await api('POST', '/api/auth/mfa', { body: { mfa_token: data.mfa_token, recovery_code: code } })).status, 200);
  }
  const { page, check, close: shut } = await open(browser, undefined, '#/security');
  await typeIn(page, user);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[7]);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await card(page, 'Two-step login').getByText('2 recovery codes left').waitFor();
  await card(page, 'Two-step login').getByText('You have few recovery codes left.').waitFor();
  await accessible(page, 'few codes');
  check();
  await shut();
});

test('some time after the login, one dialog asks for any method, and the change continues', PATIENT, async () => {
  const { page, user, check, close: shut } = await loggedIn(browser, PHONE);
  await section(page, 'Security');
  await ageLogin(page, user.userId);
  const twoStep = card(page, 'Two-step login');
  const setUp = page.getByRole('dialog', { name: 'Set up two-step login' });
  await twoStep.getByRole('button', { name: 'Set up two-step login' }).click();
  await confirmation(page).waitFor();
  await accessible(page, 'confirmation');
  assert.ok(await confirmation(page).getByLabel('Password', { exact: true }).evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Escape');
  await page.getByText('Nothing was changed, because you did not confirm').waitFor();
  assert.equal(await setUp.count(), 0);

  await twoStep.getByRole('button', { name: 'Set up two-step login' }).click();
  await confirmation(page).getByLabel('Password', { exact: true }).fill('Hush-not-this-one');
  await confirmation(page).getByRole('button', { name: 'Confirm' }).click();
  await confirmation(page).getByText(/^Wrong (email address or )?password$/).waitFor();
  await confirmation(page).getByLabel('Password', { exact: true }).fill(user.password);
  await confirmation(page).getByRole('button', { name: 'Confirm' }).click();
  await setUp.waitFor();
  const phone = app(await setUp.locator('code').textContent());
  await setUp.getByLabel('Code from your authenticator app').fill(await phone.next());
  await setUp.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('button', { name: 'I have saved the codes' }).click();
  await twoStep.getByText('10 recovery codes left').waitFor();

  // With a code of the app, in the dialog of another change.
  await ageLogin(page, user.userId);
  const { email: fresh } = person();
  await card(page, 'Email address').getByRole('button', { name: 'Change address' }).click();
  const change = page.getByRole('dialog', { name: 'Change your email address' });
  await change.getByLabel('New email address').fill(fresh);
  await change.getByRole('button', { name: 'Send email' }).click();
  await confirmation(page).waitFor();
  const byApp = confirmation(page).getByRole('button', { name: 'Use a code from your app' });
  if (await byApp.count()) await byApp.click();
  await confirmation(page).getByLabel('Code from your authenticator app').fill(await phone.next());
  await confirmation(page).getByRole('button', { name: 'Confirm' }).click();
  await change.getByLabel('Code').waitFor();
  await page.keyboard.press('Escape');
  await change.waitFor({ state: 'detached' });

  await ageLogin(page, user.userId);
  await page.getByRole('button', { name: 'Delete account' }).click();
  const erase = page.getByRole('alertdialog', { name: 'Delete your account?' });
  await accessible(page, 'deletion');
  await erase.getByRole('button', { name: 'Delete everything' }).click();
  await confirmation(page).waitFor();
  const byPassword = confirmation(page).getByRole('button', { name: 'Use your password' });
  if (await byPassword.count()) await byPassword.click();
  await confirmation(page).getByLabel('Password', { exact: true }).fill(user.password);
  await confirmation(page).getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Your account was deleted.').waitFor();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  assert.equal((await api('POST', '/api/login', { body: user })).status, 401);
  check();
  await shut();
});

test('a code from a mail and a password reset do not go around the second step', PATIENT, async () => {
  const user = await registered();
  // The first proof of an address removes factors from before it.
  await api('POST', '/api/auth/email/verify', { token: user.token, body: { email: user.email, code: (await mailWithLink(user.email, 'verify')).code } });
  const { codes } = await withTwoSteps(user);
  const { page, check, close: shut } = await open(browser, undefined, '#/code');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Send code' }).click();
  await page.getByLabel('Code').fill(await mailedCode(user.email));
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0]);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await entered(page);
  await logOut(page);

  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Send email' }).click();
  const { hash } = await mailWithLink(user.email, 'reset');
  await page.goto(`${BASE}/${hash}`);
  const next = person().password;
  await page.getByLabel('New password', { exact: true }).fill(next);
  await page.getByRole('button', { name: 'Save new password' }).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await accessible(page, 'second step of a reset');
  assert.equal((await api('POST', '/api/login', { body: user })).data.code, 'mfa-required', 'the old password still holds');
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill('AAAA-AAAA-AAAA-AAAA');
  await page.getByRole('button', { name: 'Save new password' }).click();
  await page.locator('[aria-invalid]').waitFor();
  await page.getByLabel('Recovery code').fill(codes[1]);
  await page.getByRole('button', { name: 'Save new password' }).click();
  await page.getByRole('heading', { name: 'Your password was changed' }).waitFor();
  assert.equal((await api('POST', '/api/login', { body: { ...user, password: next } })).data.code, 'mfa-required');
  check();
  await shut();
});

test('an administrator sees and removes the factors of a user', PATIENT, async () => {
  const admin = await registered();
  await promote(admin.userId);
  const user = await registered();
  await withTwoSteps(user);
  const { page, check, close: shut } = await open(browser, PHONE);
  await logIn(page, admin);
  await section(page, 'Admin');
  const openUser = () => page.getByRole('button', { name: `Open ${user.email}` }).click();
  const factors = card(page, 'Second step and passkeys');
  await page.getByRole('searchbox', { name: 'Email address' }).fill(user.email);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await openUser();
  await factors.getByText('Authenticator app').waitFor();
  await factors.getByText('10 recovery codes left').waitFor();
  await accessible(page, 'factors of a user');
  await factors.getByRole('button', { name: 'Remove Authenticator app' }).click();
  await page.getByRole('alertdialog', { name: 'Remove Authenticator app?' }).getByRole('button', { name: 'Remove' }).click();
  await factors.getByText('None.').waitFor();
  assert.equal((await api('POST', '/api/login', { body: user })).status, 200);
  await withTwoSteps({ token: (await api('POST', '/api/login', { body: user })).data.token });
  await page.getByRole('button', { name: 'All users' }).click();
  await openUser();
  await factors.getByRole('button', { name: 'Remove all' }).click();
  await page.getByRole('alertdialog', { name: 'Remove all second steps and passkeys?' }).getByRole('button', { name: 'Remove all' }).click();
  await factors.getByText('None.').waitFor();
  assert.equal((await api('GET', '/api/user', { token: user.token })).status, 401, 'every session has ended');
  check();
  await shut();
});
