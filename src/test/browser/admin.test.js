import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, card, launch, loggedIn, logIn, open, registered, section } from './fixture.js';
import { promote } from './store.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

test('a user without role admin does not see the admin section', async () => {
  const { page, check, close: shut } = await loggedIn(browser, undefined, '#/admin');
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Admin' }).count(), 0);
  check();
  await shut();
});

test('an administrator finds a user, sets plan, role and status, and ends sessions', async () => {
  const admin = await registered();
  await promote(admin.userId);
  const user = await registered();
  const { page, check, close: shut } = await open(browser);
  await logIn(page, admin);
  await section(page, 'Admin');
  await accessible(page, 'admin, nobody found');
  const find = async (email) => {
    await page.getByRole('textbox', { name: 'Email address' }).fill(email);
    await page.getByRole('button', { name: 'Find' }).click();
  };
  await find('nobody@people.example');
  await page.getByText('No user found').waitFor();
  await find(user.email);
  const found = card(page, 'User');
  await found.getByText(user.userId).waitFor();
  await accessible(page, 'admin, user found');
  await found.getByLabel('Plan').fill('no-such-plan');
  await found.getByRole('button', { name: 'Save changes' }).click();
  await found.locator('[aria-invalid]').waitFor();
  await found.getByLabel('Plan').fill('pro');
  await found.getByLabel('Role').selectOption('vendor');
  await found.getByRole('button', { name: 'Save changes' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  const { data } = await api('GET', '/api/user', { token: user.token });
  assert.equal(data.plan, 'pro');
  assert.equal(data.role, 'vendor');

  await found.getByRole('button', { name: 'End all sessions' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End all sessions' }).click();
  await page.getByText('All sessions of the user were ended').waitFor();
  assert.equal((await api('GET', '/api/user', { token: user.token })).status, 401);

  await found.getByLabel('Status').selectOption('suspended');
  await found.getByRole('button', { name: 'Save changes' }).click();
  await found.getByLabel('Status').and(page.locator('select')).evaluate((select) => select.value);
  const deadline = Date.now() + 10_000;
  while ((await api('POST', '/api/login', { body: user })).status !== 403) {
    assert.ok(Date.now() < deadline);
    await page.waitForTimeout(100);
  }
  check();
  await shut();
});

test('an administrator cannot suspend their own account by accident', async () => {
  const admin = await registered();
  await promote(admin.userId);
  const { page, check, close: shut } = await open(browser);
  await logIn(page, admin);
  await section(page, 'Admin');
  await page.getByRole('textbox', { name: 'Email address' }).fill(admin.email);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('This is your own account.').waitFor();
  await page.getByLabel('Status').selectOption('suspended');
  await page.getByRole('button', { name: 'Save changes' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Change your own account?' });
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await dialog.getByText('cannot demote or suspend their own account').waitFor();
  check();
  await shut();
});
