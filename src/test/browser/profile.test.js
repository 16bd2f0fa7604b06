import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, card, launch, loggedIn } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const stored = async ({ token }) => (await api('GET', '/api/user/profile', { token })).data;
const save = (page) => page.getByRole('button', { name: 'Save profile' }).click();
const saved = (page) => page.locator('.toast', { hasText: 'Saved' }).first().waitFor();

/** Adds rows one by one, so that each new row is the last. */
async function add(page, area, key, kind, value) {
  const region = card(page, area);
  await region.getByRole('button', { name: /^Add/ }).click();
  const row = region.getByRole('listitem').last();
  await row.getByLabel('Name', { exact: true }).fill(key);
  await row.getByLabel('Type').selectOption({ label: kind });
  const input = row.getByLabel(`Value ${key}`);
  if (kind === 'Yes or no') await input.selectOption({ label: value });
  else await input.fill(value);
}

test('every field is saved, including preferences and custom fields of each type', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await page.getByLabel('Given name').fill('Ada');
  await page.getByLabel('Family name').fill('Lovelace');
  await page.getByLabel('Display name').fill('Countess');
  await page.getByLabel('Picture URL', { exact: true }).fill('https://pictures.example/ada.png');
  await add(page, 'Preferences', 'theme', 'Text', 'dark');
  await add(page, 'Preferences', 'volume', 'Number', '0.75');
  await add(page, 'Preferences', 'mails', 'Yes or no', 'No');
  await add(page, 'Preferences', 'shortcuts', 'JSON', '{"play":["space","k"]}');
  await add(page, 'Custom fields', 'company', 'Text', 'Analytical Engines');
  await page.getByText('Unsaved changes').waitFor();
  await accessible(page, 'profile with entries');
  await save(page);
  await saved(page);
  const profile = await stored(user);
  assert.equal(profile.givenName, 'Ada');
  assert.equal(profile.familyName, 'Lovelace');
  assert.equal(profile.displayName, 'Countess');
  assert.equal(profile.avatarUrl, 'https://pictures.example/ada.png');
  assert.deepEqual(profile.preferences, { theme: 'dark', volume: 0.75, mails: false, shortcuts: { play: ['space', 'k'] } });
  assert.equal(profile.company, 'Analytical Engines');

  await page.reload();
  await page.getByRole('button', { name: 'Remove volume' }).click();
  await page.getByLabel('Family name').fill('');
  await save(page);
  await saved(page);
  const next = await stored(user);
  assert.deepEqual(Object.keys(next.preferences).sort(), ['mails', 'shortcuts', 'theme']);
  assert.ok(!('familyName' in next));
  check();
  await shut();
});

test('an error of the service is shown at its field', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  const address = page.getByLabel('Picture URL', { exact: true });
  await address.fill('ftp://pictures.example/ada.png');
  await save(page);
  await card(page, 'Picture').getByText(/Enter a complete address that starts with http/).waitFor();
  assert.equal(await address.getAttribute('aria-invalid'), 'true');
  await address.fill('');
  await add(page, 'Preferences', 'volume', 'Number', 'loud');
  await save(page);
  await card(page, 'Preferences').getByText('volume: Not a number').waitFor();
  await page.getByRole('button', { name: /^Remove (volume|this entry)/ }).click();
  await add(page, 'Custom fields', 'version', 'Text', '9');
  await save(page);
  await card(page, 'Custom fields').getByText('version: This name is reserved').waitFor();
  check();
  await shut();
});

test('a picture is cropped to a square and stored in the profile', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  const buffer = Buffer.from(await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 700 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#c33';
    pen.fillRect(0, 0, 1200, 700);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve));
    return [...new Uint8Array(await blob.arrayBuffer())];
  }));
  await page.getByLabel('Choose picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
  await page.locator('.avatar-preview img').waitFor();
  await save(page);
  await saved(page);
  assert.match((await stored(user)).avatarImage, /^data:image\/jpeg;base64,/);
  await page.getByLabel('Choose picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await page.getByText('cannot read this file as a picture').waitFor();
  check();
  await shut();
});

test('a conflicting change is resolved member by member', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await page.getByLabel('Given name').fill('Mine');
  await page.getByLabel('Display name').fill('My display');
  await page.getByLabel('Family name').fill('Undisputed');
  await api('PATCH', '/api/user/profile', { token: user.token, body: { givenName: 'Theirs', displayName: 'Their display', company: 'Elsewhere' } });
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Changed elsewhere' });
  await dialog.waitFor();
  await accessible(page, 'conflict');
  await dialog.getByRole('group', { name: 'Display name' }).getByLabel(/Saved value/).check();
  await dialog.getByRole('button', { name: 'Save selection' }).click();
  await saved(page);
  const profile = await stored(user);
  assert.equal(profile.givenName, 'Mine');
  assert.equal(profile.displayName, 'Their display');
  assert.equal(profile.familyName, 'Undisputed');
  assert.equal(profile.company, 'Elsewhere');

  await page.getByLabel('Given name').fill('Mine again');
  await api('PATCH', '/api/user/profile', { token: user.token, body: { givenName: 'Theirs again' } });
  await save(page);
  await dialog.getByRole('button', { name: 'Discard my changes' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('Given name').inputValue(), 'Theirs again');
  check();
  await shut();
});

test('the account record can be changed on the same page', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await page.getByLabel('Full name').fill('Ada Lovelace');
  await page.getByLabel('Username').fill('ada');
  await page.getByLabel('Phone').fill('+44 20 7946 0000');
  await card(page, 'Account').getByRole('button', { name: 'Add line' }).click();
  const line = card(page, 'Account').getByRole('listitem').last();
  await line.getByLabel('Name', { exact: true }).fill('city');
  await line.getByLabel('Value city').fill('London');
  await page.getByRole('button', { name: 'Save account' }).click();
  await saved(page);
  const { data } = await api('GET', '/api/user', { token: user.token });
  assert.equal(data.name, 'Ada Lovelace');
  assert.equal(data.username, 'ada');
  assert.equal(data.phoneNumber, '+44 20 7946 0000');
  assert.deepEqual(data.address, { city: 'London' });
  await page.locator('.who').getByText('Ada Lovelace').waitFor();
  check();
  await shut();
});
