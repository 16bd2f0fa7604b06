// Errors stand at their field, the focus keeps its place, messages hide nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, card, launch, loggedIn, PHONE, section } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const save = (page) => page.getByRole('button', { name: 'Save profile' });
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);
const focusOn = (page, name) => page.waitForFunction((wanted) => (document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent) === wanted, name);

test('a wrong entry is marked, described and focused', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  const fields = card(page, 'Custom fields');
  for (const [key, kind, value] of [['size', 'Text', '9'], ['weight', 'Number', 'heavy']]) {
    await fields.getByRole('button', { name: 'Add field' }).click();
    const row = fields.getByRole('listitem').last();
    await row.getByLabel('Name', { exact: true }).fill(key);
    await row.getByLabel('Type').selectOption({ label: kind });
    await row.getByLabel(`Value ${key}`).fill(value);
  }
  await save(page).click();
  const wrong = fields.getByLabel('Value weight');
  assert.equal(await wrong.getAttribute('aria-invalid'), 'true');
  assert.equal(await fields.locator('[aria-invalid]').count(), 1);
  assert.equal(await wrong.evaluate((input) => document.getElementById(input.getAttribute('aria-describedby')).textContent), 'weight: Not a number');
  assert.ok(await wrong.evaluate((input) => input === document.activeElement));
  await accessible(page, 'wrong entry');
  await wrong.fill('72');
  assert.equal(await fields.locator('[aria-invalid]').count(), 0);
  await fields.getByLabel('Name', { exact: true }).last().fill('size');
  await save(page).click();
  await fields.getByText('size: This name is already in use').waitFor();
  assert.equal(await fields.getByLabel('Name', { exact: true }).last().getAttribute('aria-invalid'), 'true');
  check();
  await shut();
});

test('the focus stays at the button that saved, and never falls to the page', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await page.getByLabel('Given name').fill('Ada');
  await save(page).focus();
  await page.keyboard.press('Enter');
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  await focusOn(page, 'Save profile');
  await page.getByLabel('Username').fill('ada');
  await save(page).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !document.querySelector('.unsaved').textContent);
  await focusOn(page, 'Save profile');
  check();
  await shut();
});

test('what is removed gives the focus to the heading of its card; a click beside everything gives it up', async () => {
  const { page, check, close: shut } = await loggedIn(browser, undefined, '#/security');
  await card(page, 'Devices').getByRole('button', { name: /^End session on/ }).first().waitFor();
  await card(page, 'Devices').getByRole('button', { name: /^End session on/ }).first().focus();
  await page.keyboard.press('Enter');
  await page.locator('.toast', { hasText: 'The session was ended' }).waitFor();
  await page.waitForFunction(() => document.activeElement !== document.body);
  assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest('.card'))), await focused(page));
  await page.locator('.who-text').click();
  await page.evaluate(() => document.querySelector('.card li')?.remove());
  assert.ok(await page.evaluate(() => document.activeElement === document.body), await focused(page));
  check();
  await shut();
});

test('a dialog about something irreversible starts at Cancel', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser, undefined, '#/security');
  await page.getByRole('button', { name: 'Delete account' }).click();
  await page.getByRole('alertdialog', { name: 'Delete your account?' }).waitFor();
  assert.equal(await focused(page), 'Cancel');
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'Delete account');
  assert.equal((await api('GET', '/api/user', { token: user.token })).status, 200);
  check();
  await shut();
});

test('a message replaces the last one, leaves the save bar free and leaves with its section', async () => {
  for (const options of [undefined, PHONE]) {
    const { page, check, close: shut } = await loggedIn(browser, options);
    await page.getByLabel('Given name').fill('Ada');
    // As the page shows them, but long enough for a slow machine.
    await page.evaluate(async () => {
      const { toast } = await import('/console/messages.js');
      for (const message of ['first', 'second']) toast(message, { ms: 600_000 });
    });
    const toast = page.locator('.toast');
    assert.deepEqual(await toast.allTextContents(), ['second']);
    const bar = await page.locator('form .actions', { has: save(page) }).boundingBox();
    const box = await toast.boundingBox();
    assert.ok(box.y + box.height <= bar.y || box.y >= bar.y + bar.height, 'the message is beside the bar');
    await page.getByLabel('Given name').fill('');
    await section(page, 'Usage');
    await page.getByRole('heading', { level: 1, name: 'API token and usage' }).waitFor();
    assert.equal(await page.locator('.toast').count(), 0);
    check();
    await shut();
  }
});
