// What a new user is asked to do first, and the small facts of the profile and the recovery key.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, card, choose, launch, loggedIn, PHONE, recording, section, wav } from './fixture.js';
import { mailWithLink } from './mailbox.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const steps = (page) => card(page, 'First steps');
const done = (page, name) => steps(page).getByRole('listitem').filter({ hasText: name }).getByText('Done', { exact: true });

test('the first steps are ticked off as they are done, and then leave', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser, PHONE);
  await steps(page).getByRole('link', { name: 'Save a recovery key' }).waitFor();
  assert.equal(await steps(page).getByText('Done', { exact: true }).count(), 0);
  await accessible(page, 'first steps');
  assert.equal((await api('POST', '/api/auth/email/verify', { token: user.token, body: { email: user.email, code: (await mailWithLink(user.email, 'verify')).code } })).status, 200);
  await steps(page).getByRole('link', { name: 'Save a recovery key' }).click();
  const recovery = card(page, 'Recovery key');
  await recovery.getByText('You do not have a recovery key yet.').waitFor();
  await recovery.getByRole('button', { name: 'Create recovery key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a recovery key' });
  await dialog.getByLabel('Password', { exact: true }).fill(user.password);
  await dialog.getByRole('button', { name: 'Create recovery key' }).click();
  await dialog.getByRole('button', { name: 'I have saved the key' }).click();
  await recovery.getByText('You have a recovery key.').waitFor();
  await section(page, 'Profile');
  await done(page, 'Save a recovery key').waitFor();
  await done(page, 'Confirm your email address').waitFor();
  await steps(page).getByRole('link', { name: 'Make your first recording' }).click();
  await page.getByLabel('Choose file').waitFor({ state: 'attached' });
  await choose(page, 'hello.wav', wav(40_000));
  await recording(page, 'hello.wav').waitFor();
  await section(page, 'Profile');
  await done(page, 'Make your first recording').waitFor();
  await steps(page).getByRole('link', { name: 'Copy your API token' }).click();
  await page.getByRole('button', { name: 'Copy API token' }).click();
  await page.locator('.toast', { hasText: 'Copied' }).waitFor();
  await section(page, 'Profile');
  await page.getByLabel('Given name').waitFor();
  await steps(page).waitFor({ state: 'detached' });
  check();
  await shut();
});

test('the first steps can be hidden, and stay hidden in this browser', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await page.getByRole('button', { name: 'Hide the first steps' }).click();
  await steps(page).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Profile');
  await page.reload();
  await page.getByLabel('Given name').waitFor();
  assert.equal(await steps(page).count(), 0);
  check();
  await shut();
});

test('the profile says why a picture is not shown, and does not show an empty shop', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  const why = page.getByText('The picture at this URL is not shown here');
  await page.getByLabel('Picture URL', { exact: true }).waitFor();
  assert.ok(await why.isHidden());
  await page.getByLabel('Picture URL', { exact: true }).fill('https://pictures.example/ada.png');
  await why.waitFor();
  await card(page, 'Account').getByText('Role', { exact: true }).waitFor();
  for (const name of ['Wishlist', 'Cart', 'Orders', 'Spent']) assert.equal(await card(page, 'Account').getByText(name, { exact: true }).count(), 0, name);
  check();
  await shut();
});
