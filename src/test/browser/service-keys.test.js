import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, card, launch, logIn, open, registered, section } from './fixture.js';
import { promote } from './store.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

test('an administrator creates, rotates, disables, enables and revokes a service key', async () => {
  const admin = await registered();
  await promote(admin.userId);
  const { page, check, close: shut } = await open(browser);
  await logIn(page, admin);
  await section(page, 'Admin');
  const keys = card(page, 'Service keys');
  const name = `Billing ${admin.userId.slice(0, 8)}`;
  const read = async (secret) => (await api('GET', `/api/admin/users/${admin.userId}`, { token: secret })).status;

  await keys.getByRole('button', { name: 'Create a service key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a service key' });
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await dialog.locator('[aria-invalid]').waitFor();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Networks').fill('localhost');
  await dialog.getByLabel('Read accounts (users:read)').check();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await dialog.getByText('must be addresses or CIDR blocks').waitFor();
  await accessible(page, 'dialog of a new service key');
  await dialog.getByLabel('Networks').fill('127.0.0.0/8, ::1');
  await dialog.getByLabel('Expires on').fill('2999-01-31');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();

  const shown = page.getByRole('dialog', { name: 'Copy the secret now' });
  const first = await shown.locator('.service-secret').textContent();
  assert.match(first, /^vss_[0-9a-f]{88}$/);
  await accessible(page, 'secret of a service key');
  await page.keyboard.press('Escape');
  await shown.getByRole('button', { name: 'I have stored it' }).click();
  const row = keys.getByRole('listitem').filter({ hasText: name });
  await row.getByText('From 127.0.0.0/8, ::1').waitFor();
  assert.equal(await page.getByText(first).count(), 0);
  assert.equal(await read(first), 200);
  await accessible(page, 'service keys');

  await row.getByRole('button', { name: `Replace secret of ${name}` }).click();
  const rotation = page.getByRole('dialog', { name: `Replace the secret of ${name}?` });
  await rotation.getByLabel('Keep the old secret valid').selectOption('not at all');
  await rotation.getByRole('button', { name: 'Replace secret' }).click();
  const second = await shown.locator('.service-secret').textContent();
  await shown.getByRole('button', { name: 'I have stored it' }).click();
  await row.waitFor();
  assert.equal(await read(first), 401);
  assert.equal(await read(second), 200);

  await row.getByRole('button', { name: `Disable ${name}` }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click();
  await row.getByText('Disabled', { exact: true }).waitFor();
  assert.equal(await read(second), 401);
  await row.getByRole('button', { name: `Enable ${name}` }).click();
  await row.getByRole('button', { name: `Disable ${name}` }).waitFor();
  assert.equal(await read(second), 200);

  await row.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await row.waitFor({ state: 'detached' });
  assert.equal(await read(second), 401);
  check();
  await shut();
});
