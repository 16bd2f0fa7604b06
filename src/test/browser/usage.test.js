import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, BASE, card, launch, loggedIn, section } from './fixture.js';
import { pastUsage } from './store.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const tokenOf = async ({ token }) => (await api('GET', '/api/auth/session', { token })).data.api_token;
const count = (apiToken, units) => fetch(`${BASE}/api/usage`, {
  method: 'POST', headers: { 'X-API-Key': apiToken, 'Content-Type': 'application/json' }, body: JSON.stringify({ units }),
});

test('the token is shown, copied and replaced; the old token stops working immediately', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Usage');
  const token = card(page, 'API token');
  const first = await tokenOf(user);
  assert.ok(!(await token.textContent()).includes(first));
  await token.getByRole('button', { name: 'Show API token' }).click();
  await token.getByText(first).waitFor();
  await token.getByRole('button', { name: 'Copy API token' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), first);
  await token.getByRole('button', { name: 'Replace token' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Replace the API token?' });
  await accessible(page, 'rotation');
  await dialog.getByRole('button', { name: 'Replace token' }).click();
  await page.getByText('The token was replaced.').waitFor();
  const second = await tokenOf(user);
  assert.notEqual(second, first);
  await token.getByRole('button', { name: 'Copy API token' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), second);
  assert.equal((await count(first, 1)).status, 401);
  assert.equal((await count(second, 1)).status, 200);
  check();
  await shut();
});

test('the meter shows usage, limit and reset date', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await section(page, 'Usage');
  await page.getByText('No usage yet').waitFor();
  const { data } = await (await count(await tokenOf(user), 70)).json().then((answer) => ({ data: answer }));
  await section(page, 'Profile');
  await section(page, 'Usage');
  const meter = card(page, 'This month');
  await meter.getByRole('img', { name: `Units used this month: 70 of ${data.limit.toLocaleString('en-GB')} units` }).waitFor();
  await meter.getByText(/Resets 1 /).waitFor();
  assert.equal(await meter.getByText('of the units of this month').count(), 0);
  assert.equal((await count(await tokenOf(user), data.limit * 0.96 - 70)).status, 200);
  await section(page, 'Profile');
  await section(page, 'Usage');
  await meter.getByText('95 % of the units of this month are used.').waitFor();
  assert.equal(await meter.locator('.meter i').count(), 2);
  await accessible(page, 'a threshold was crossed');
  check();
  await shut();
});

test('twelve months as a chart, and as a table for screen readers', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  const apiToken = await tokenOf(user);
  await count(apiToken, 40);
  const now = new Date();
  const months = Array.from({ length: 12 }, (_, back) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7));
  await pastUsage(apiToken, Object.fromEntries(months.slice(1).map((month, at) => [month, (at + 1) * 10])));
  await section(page, 'Usage');
  const chart = card(page, 'Last 12 months');
  await chart.getByRole('img', { name: 'Units used in each of the last 12 months' }).waitFor();
  assert.deepEqual(await chart.getByRole('cell').allTextContents(), ['110', '100', '90', '80', '70', '60', '50', '40', '30', '20', '10', '40']);
  await accessible(page, 'chart');
  check();
  await shut();
});
