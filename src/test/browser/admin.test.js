import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, card, launch, loggedIn, logIn, open, person, PHONE, registered, section, settled } from './fixture.js';
import { mails, mailWithLink } from './mailbox.js';
import { promote } from './store.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

/** The section of a new administrator, with the list of users. */
async function asAdmin(options) {
  const admin = await registered();
  await promote(admin.userId);
  const stage = await open(browser, options);
  await logIn(stage.page, admin);
  await section(stage.page, 'Admin');
  await users(stage.page).getByRole('table').waitFor();
  return { ...stage, admin };
}

const users = (page) => card(page, 'Users');
const row = (page, { email }) => users(page).getByRole('row').filter({ hasText: email });

async function search(page, text) {
  await users(page).getByRole('searchbox', { name: 'Email address' }).fill(text);
  await users(page).getByRole('button', { name: 'Search', exact: true }).click();
  await settled(page);
}

async function openUser(page, { email }) {
  await search(page, email);
  await page.getByRole('button', { name: `Open ${email}` }).click();
  await card(page, 'User').waitFor();
}

test('a user without role admin does not see the admin section', async () => {
  const { page, check, close: shut } = await loggedIn(browser, undefined, '#/admin');
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Admin' }).count(), 0);
  check();
  await shut();
});

test('an administrator lists users, the newest first, filters and searches them', async () => {
  const older = await registered();
  const newer = await registered();
  const { page, admin, check, close: shut } = await asAdmin();
  const emails = await users(page).getByRole('row').filter({ hasText: '@' }).evaluateAll((rows) => rows.map((one) => one.querySelector('button').textContent));
  assert.deepEqual(emails.slice(0, 3), [admin.email, newer.email, older.email]);
  await accessible(page, 'admin, users');

  await users(page).getByLabel('Role').selectOption('admin');
  await settled(page);
  await row(page, admin).waitFor();
  assert.equal(await row(page, older).count(), 0);
  await users(page).getByLabel('Role').selectOption('');
  await search(page, older.email.slice(0, 20).toUpperCase());
  await row(page, older).waitFor();
  await users(page).getByText('1 user', { exact: true }).waitFor();
  await search(page, 'nobody-starts-like-this');
  await page.getByText('No users found').waitFor();
  await accessible(page, 'admin, nobody found');
  check();
  await shut();
});

test('further users are loaded on request', async () => {
  for (let one = 0; one < 27; one++) await registered();
  const { page, check, close: shut } = await asAdmin();
  const names = users(page).getByRole('button', { name: /^Open / });
  assert.equal(await names.count(), 25);
  await users(page).getByText('25 users shown, there are more').waitFor();
  await users(page).getByRole('button', { name: 'Show more' }).click();
  await names.nth(26).waitFor();
  await page.waitForFunction(() => document.activeElement?.matches('.people-name'));
  const shown = await names.evaluateAll((all) => all.map((one) => one.textContent));
  assert.equal(new Set(shown).size, shown.length);
  check();
  await shut();
});

test('an administrator sets plan and role, ends sessions, and suspends only after a question', async () => {
  const user = await registered();
  const { page, check, close: shut } = await asAdmin();
  await openUser(page, user);
  await card(page, 'User').getByText(user.userId).waitFor();
  await settled(page);
  await accessible(page, 'admin, a user');

  const access = card(page, 'Role, status and plan');
  await access.getByLabel('Plan').selectOption('pro');
  await access.getByLabel('Role').selectOption('vendor');
  await access.getByRole('button', { name: 'Save changes' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  const { data } = await api('GET', '/api/user', { token: user.token });
  assert.equal(data.plan, 'pro');
  assert.equal(data.role, 'vendor');

  await card(page, 'Activity').getByText('Account created').first().waitFor();
  await card(page, 'Usage').getByText(/0 of .* units/).waitFor();
  const sessions = card(page, 'Sessions');
  await sessions.getByRole('button', { name: 'End all sessions' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End all sessions' }).click();
  await page.getByText('All sessions of the user were ended').waitFor();
  await sessions.getByText('Not logged in on any device.').waitFor();
  assert.equal((await api('GET', '/api/user', { token: user.token })).status, 401);

  await access.getByLabel('Status').selectOption('suspended');
  await access.getByRole('button', { name: 'Save changes' }).click();
  const question = page.getByRole('alertdialog', { name: `Suspend ${user.email}?` });
  await question.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Cancel');
  await accessible(page, 'admin, suspend?');
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'hidden' });
  assert.equal((await api('POST', '/api/login', { body: user })).status, 200);
  await access.getByRole('button', { name: 'Save changes' }).click();
  await question.getByRole('button', { name: 'Suspend', exact: true }).click();
  await card(page, 'User').getByText('Suspended').waitFor();
  assert.equal((await api('POST', '/api/login', { body: user })).status, 403);

  await page.getByRole('button', { name: 'All users' }).click();
  await row(page, user).getByText('Suspended').waitFor();
  check();
  await shut();
});

test('an administrator invites a user, who chooses a password, and deletes the user', async () => {
  const { page, check, close: shut } = await asAdmin();
  const invited = person();
  await users(page).getByRole('button', { name: 'Create a user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a user' });
  await accessible(page, 'admin, create a user');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await dialog.locator('[aria-invalid]').waitFor();
  await dialog.getByLabel('Email address').fill(invited.email);
  await dialog.getByLabel('Name').fill('Grace Hopper');
  await dialog.getByLabel('Role').selectOption('vendor');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText(`invitation sent to ${invited.email}`).waitFor();
  const found = card(page, 'User');
  await found.getByText('No password yet').first().waitFor();
  await found.getByRole('button', { name: 'Send the invitation again' }).click();
  await page.getByText('Invitation sent', { exact: true }).waitFor();

  const deadline = Date.now() + 60_000;
  while ((await mails(invited.email)).length < 2) {
    assert.ok(Date.now() < deadline, 'the second mail');
    await page.waitForTimeout(100);
  }
  const { hash } = await mailWithLink(invited.email, 'reset');
  const other = await open(browser, undefined, hash);
  await other.page.getByLabel('New password', { exact: true }).fill(invited.password);
  await other.page.locator('form button[type=submit]').click();
  await other.page.waitForFunction(() => !document.querySelector('form [name=new_password]'));
  assert.equal((await api('POST', '/api/login', { body: invited })).status, 200);
  other.check();
  await other.close();

  await page.getByRole('button', { name: 'Delete account' }).click();
  const question = page.getByRole('alertdialog', { name: `Delete the account of ${invited.email}?` });
  await question.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Cancel');
  await accessible(page, 'admin, delete?');
  await question.getByLabel('Type the email address').fill('somebody@people.example');
  await question.getByRole('button', { name: 'Delete for good' }).click();
  await question.getByText('This is not the address of the account.').waitFor();
  await question.getByLabel('Type the email address').fill(invited.email);
  await question.getByRole('button', { name: 'Delete for good' }).click();
  await users(page).waitFor();
  await settled(page);
  assert.equal(await row(page, invited).count(), 0);
  assert.equal((await api('POST', '/api/login', { body: invited })).status, 401);
  check();
  await shut();
});

test('an administrator cannot suspend or delete their own account by accident, also on a phone', async () => {
  const { page, admin, check, close: shut } = await asAdmin(PHONE);
  await accessible(page, 'admin, users on a phone');
  await openUser(page, admin);
  await page.getByText('This is your own account.').waitFor();
  await settled(page);
  await accessible(page, 'admin, a user on a phone');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the phone');
  assert.equal(await page.getByRole('button', { name: 'Delete account' }).count(), 0);
  await card(page, 'Role, status and plan').getByLabel('Status').selectOption('suspended');
  await page.getByRole('button', { name: 'Save changes' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Change your own account?' });
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await dialog.getByText('cannot demote, suspend or delete their own account').waitFor();
  check();
  await shut();
});
