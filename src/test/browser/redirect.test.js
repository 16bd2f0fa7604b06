// Sign-in with an external provider by redirect, and linking it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { withTwoSteps } from './authenticators.js';
import { accessible, BASE, card, launch, logIn, open, PHONE, registered, section } from './fixture.js';
import { listen } from './issuer.js';

let browser;
let close;
let elsewhere;
before(async () => {
  ({ browser, close } = await launch());
  elsewhere = await listen();
});
after(async () => {
  await elsewhere.close();
  await close();
});

const profile = (page) => page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
const button = (page) => page.getByRole('link', { name: 'Sign in with elsewhere' });

test('a provider signs a new user in, on a phone; a cancelled sign-in is explained', { timeout: 180_000 }, async () => {
  const email = `r${randomUUID()}@people.example`;
  const { page, check, close: shut } = await open(browser, PHONE);
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByRole('link', { name: 'Continue with elsewhere' }).waitFor();
  await accessible(page, 'sign-up with a provider');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  elsewhere.user = null;
  await button(page).click();
  await page.getByText('You cancelled the sign-in at the provider.').waitFor();
  await accessible(page, 'cancelled');
  await page.getByRole('button', { name: 'Back to login' }).click();
  elsewhere.user = { sub: randomUUID(), email, email_verified: true };
  await button(page).click();
  await profile(page);
  await page.reload();
  await profile(page);
  await section(page, 'Security');
  await card(page, 'Sign-in methods').getByText('elsewhere', { exact: true }).waitFor();
  for (const code of ['provider-unavailable', 'login-state-invalid', 'identity-already-linked', 'something-new']) {
    await page.goto(`${BASE}/#/login?error=${code}`);
    await page.getByRole('heading', { name: 'The sign-in did not work' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).waitFor();
  }
  check();
  await shut();
});

test('a provider is linked by redirect and then needs the second step of the account', { timeout: 180_000 }, async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser);
  await logIn(page, user);
  await section(page, 'Security');
  elsewhere.user = { sub: randomUUID() };
  const ways = card(page, 'Sign-in methods');
  await ways.getByRole('button', { name: 'Link elsewhere' }).click();
  await ways.getByText('elsewhere', { exact: true }).waitFor();
  await ways.getByText('Email and password').waitFor();
  const { codes } = await withTwoSteps(user);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await button(page).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  assert.equal(await page.evaluate(() => location.hash), '#/mfa', 'the token has left the address bar');
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0]);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await profile(page);
  await page.locator('.who').getByText(user.email).waitFor();
  await page.goto(`${BASE}/#/mfa`);
  await profile(page);
  check();
  await shut();
});
