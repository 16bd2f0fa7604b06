import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, BASE, card, launch, loggedIn, logIn, open, PHONE, registered, section } from './fixture.js';
import { promote } from './store.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const keys = (page) => card(page, 'API keys');
const count = (key, units, scopes = []) => fetch(`${BASE}/api/usage`, {
  method: 'POST', headers: { 'X-API-Key': key, 'Content-Type': 'application/json' }, body: JSON.stringify({ units, scopes }),
});

async function savedSecret(page) {
  const shown = page.getByRole('dialog', { name: 'Your new key' });
  const secret = await shown.getByLabel('Secret', { exact: true }).inputValue();
  assert.match(secret, /^vst_[0-9a-f]{72}$/);
  await page.keyboard.press('Escape');
  await shown.getByRole('button', { name: 'Copy secret' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
  await shown.getByRole('button', { name: 'Copy command' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `curl -X POST -H "X-API-Key: ${secret}" ${BASE}/api/usage`);
  await accessible(page, 'secret of a key');
  await shown.getByRole('button', { name: 'I have saved the secret' }).click();
  await shown.waitFor({ state: 'detached' });
  return secret;
}

async function create(page, name, fill = async () => {}) {
  await keys(page).getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create an API key' });
  await dialog.getByLabel('Name').fill(name);
  await fill(dialog);
  await dialog.getByRole('button', { name: 'Create key' }).click();
  return savedSecret(page);
}

test('a key is created with scope, expiry and quota, and its secret is shown once', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await section(page, 'Usage');
  await keys(page).getByText('No API keys yet.').waitFor();
  await keys(page).getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create an API key' });
  await accessible(page, 'new key');
  await dialog.getByLabel('Units per month').fill('many');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByText('Enter a whole number').waitFor();
  await dialog.getByText('Please fill this in').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const secret = await create(page, 'Nightly export', async (form) => {
    await form.getByLabel('reports:read').check();
    await form.getByLabel('Expires').selectOption('After 30 days');
    await form.getByLabel('Units per month').fill('5');
  });
  assert.equal((await count(secret, 3, ['reports:read'])).status, 200);
  assert.equal((await (await count(secret, 1, ['reports:write'])).json()).code, 'api-key-scope');
  assert.equal((await (await count(secret, 3)).json()).code, 'api-key-quota-exceeded');
  await page.reload();
  await section(page, 'Usage');
  await keys(page).getByText('3 of 5 units this month').waitFor();
  await keys(page).getByText('reports:read').waitFor();
  assert.ok(!(await page.content()).includes(secret));
  await accessible(page, 'keys');
  await keys(page).getByRole('button', { name: 'Usage of Nightly export' }).click();
  const usage = page.getByRole('dialog', { name: 'Usage of Nightly export' });
  await usage.getByRole('cell').first().waitFor();
  assert.deepEqual(await usage.getByRole('cell').allTextContents(), ['3']);
  await accessible(page, 'usage of a key');
  await usage.getByRole('button', { name: 'Close' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), keys(page).getByRole('button', { name: 'Export all keys as CSV' }).click()]);
  assert.equal(file.suggestedFilename(), 'api-key-usage.csv');
  check();
  await shut();
});

test('a secret is replaced with an overlap; the key is disabled, enabled and deleted, also on a phone', async () => {
  const { page, check, close: shut } = await loggedIn(browser, PHONE);
  await section(page, 'Usage');
  const first = await create(page, 'Backup');
  await keys(page).getByRole('button', { name: 'Replace secret of Backup' }).click();
  const rotation = page.getByRole('dialog', { name: 'Replace the secret of Backup?' });
  await accessible(page, 'rotation of a key');
  await rotation.getByRole('button', { name: 'Replace secret' }).click();
  const second = await savedSecret(page);
  assert.notEqual(second, first);
  await keys(page).getByText(/Old secret works until/).waitFor();
  assert.equal((await count(first, 1)).status, 200);
  assert.equal((await count(second, 1)).status, 200);
  await keys(page).getByRole('button', { name: 'Disable Backup' }).click();
  await keys(page).getByText('Disabled', { exact: true }).waitFor();
  assert.equal((await (await count(second, 1)).json()).code, 'api-key-disabled');
  await keys(page).getByRole('button', { name: 'Enable Backup' }).click();
  await keys(page).getByRole('button', { name: 'Disable Backup' }).waitFor();
  assert.equal((await count(second, 1)).status, 200);
  await accessible(page, 'keys on a phone');
  await keys(page).getByRole('button', { name: 'Delete Backup' }).click();
  await page.getByRole('alertdialog', { name: 'Delete Backup?' }).getByRole('button', { name: 'Delete' }).click();
  await keys(page).getByText('No API keys yet.').waitFor();
  assert.equal((await count(second, 1)).status, 401);
  check();
  await shut();
});

test('an administrator sees the keys of a user without secrets, disables and deletes them', async () => {
  const admin = await registered();
  await promote(admin.userId);
  const user = await registered();
  const created = await api('POST', '/api/user/api-keys', { token: user.token, body: { name: 'Nightly export', quota: 10, rate: { limit: 5, window_seconds: 60 } } });
  const { secret } = created.data;
  assert.equal((await count(secret, 8)).status, 200);
  const { page, check, close: shut } = await open(browser);
  await logIn(page, admin);
  await section(page, 'Admin');
  await page.getByRole('searchbox', { name: 'Email address' }).fill(user.email);
  await card(page, 'Users').getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('button', { name: `Open ${user.email}` }).click();
  const found = card(page, 'API keys');
  await found.getByText('API token of the account').waitFor();
  await found.getByText('8 of 10 units this month').first().waitFor();
  await found.getByText('80 % of the units of this month are used.').waitFor();
  await found.getByText('5 calls in').waitFor();
  assert.ok(!(await page.content()).includes(secret.slice(12, 60)));
  await accessible(page, 'keys of a user');
  await found.getByRole('button', { name: 'Disable Nightly export' }).click();
  await found.getByText('Disabled', { exact: true }).waitFor();
  assert.equal((await (await count(secret, 1)).json()).code, 'api-key-disabled');
  await found.getByRole('button', { name: 'Delete Nightly export' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.locator('.toast', { hasText: 'The key was deleted' }).waitFor();
  assert.equal((await count(secret, 1)).status, 401);
  check();
  await shut();
});
