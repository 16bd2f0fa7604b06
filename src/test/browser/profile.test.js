import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, BASE, card, launch, loggedIn, logIn, open, registered } from './fixture.js';

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
  await card(page, 'Name and picture').getByText(/Enter a complete address that starts with http/).waitFor();
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

test('the document and the record are one form; a changed name and picture go to both', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  await page.getByLabel('Display name').fill('Ada Lovelace');
  await page.getByLabel('Picture URL', { exact: true }).fill('https://pictures.example/ada.png');
  await page.getByLabel('Username').fill('ada');
  await page.getByLabel('Phone').fill('+44 20 7946 0000');
  await card(page, 'Address').getByRole('button', { name: 'Add line' }).click();
  const line = card(page, 'Address').getByRole('listitem').last();
  await line.getByLabel('Name', { exact: true }).fill('city');
  await line.getByLabel('Value city').fill('London');
  await save(page);
  await saved(page);
  const { data } = await api('GET', '/api/user', { token: user.token });
  assert.equal(data.name, 'Ada Lovelace');
  assert.equal(data.profileImage, 'https://pictures.example/ada.png');
  assert.equal(data.username, 'ada');
  assert.equal(data.phoneNumber, '+44 20 7946 0000');
  assert.deepEqual(data.address, { city: 'London' });
  assert.equal((await stored(user)).displayName, 'Ada Lovelace');
  await page.locator('.who').getByText('Ada Lovelace').waitFor();
  for (const fact of ['Email', 'Role', 'Plan', 'User ID']) assert.equal(await page.locator('main dt').getByText(fact, { exact: true }).count(), 1, fact);
  check();
  await shut();
});

test('what only the account record has is shown, and stays there until it is changed', async () => {
  const user = await registered();
  await api('PATCH', '/api/user', { token: user.token, body: { name: 'Ada King', profileImage: `${BASE}/console/missing.png` } });
  const { page, check, close: shut } = await open(browser);
  await logIn(page, user);
  assert.equal(await page.getByLabel('Display name').inputValue(), 'Ada King');
  await page.getByText('The picture at this URL could not be loaded.').waitFor();
  await page.getByLabel('Phone').fill('1');
  await save(page);
  await saved(page);
  assert.ok(!('displayName' in await stored(user)));
  const read = async () => (await api('GET', '/api/user', { token: user.token })).data;
  assert.equal((await read()).name, 'Ada King');
  await page.getByLabel('Display name').fill('');
  await page.getByLabel('Given name').fill('Augusta');
  await page.getByLabel('Picture URL', { exact: true }).fill('');
  await save(page);
  await page.locator('.who').getByText('Augusta').waitFor();
  assert.equal((await read()).name, 'Augusta');
  assert.ok(!(await read()).profileImage);
  check();
  await shut();
});

test('a record that is refused does not lose what was typed, and is saved without the document', async () => {
  const { page, user, context, check, close: shut } = await loggedIn(browser);
  await page.getByLabel('Given name').fill('Ada');
  await page.getByLabel('Username').fill('ada');
  await context.route('**/api/user', (route) => (route.request().method() === 'PATCH' ? route.fulfill({ status: 409, json: { code: 'conflict', error: 'x' } }) : route.continue()));
  await save(page);
  await page.getByText('This was changed elsewhere at the same time.').waitFor();
  assert.equal((await stored(user)).givenName, 'Ada');
  await page.getByText('Unsaved changes').waitFor();
  await context.unroute('**/api/user');
  await save(page);
  await saved(page);
  assert.equal((await api('GET', '/api/user', { token: user.token })).data.username, 'ada');
  check();
  await shut();
});
