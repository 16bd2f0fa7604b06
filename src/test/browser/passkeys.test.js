// Passkeys, with virtual authenticators: registration, sign-in, recordings opened by one, refusals.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { device } from './authenticators.js';
import { accessible, api, BASE, card, choose, launch, loggedIn, open, PHONE, played, recording, registered, SECOND, section, wav } from './fixture.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const PATIENT = { timeout: 300_000 };
const loggedInAgain = (page) => page.getByRole('navigation', { name: 'Sections' }).waitFor();
const passkeys = (page) => card(page, 'Passkeys');

/** Logs out. A virtual authenticator answers the autofill at once, so it is off until the page is loaded again. */
async function logOut(page) {
  await page.evaluate(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
}

const signIn = (page) => page.getByRole('button', { name: 'Sign in with a passkey' }).click();

/** Adds a passkey in the section Security; `password`: also opens the recordings with it. */
async function add(page, name, password) {
  await passkeys(page).getByRole('button', { name: 'Add a passkey' }).click();
  const naming = page.getByRole('dialog', { name: 'Name your passkey' });
  await naming.getByLabel('Name').fill(name);
  await accessible(page, 'name of a passkey');
  await naming.getByRole('button', { name: 'Save' }).click();
  await naming.waitFor({ state: 'detached' });
  const opening = page.getByRole('dialog', { name: 'Open your recordings with this passkey?' });
  await opening.waitFor();
  await accessible(page, 'recordings by a passkey');
  if (password) {
    await opening.getByLabel('Password', { exact: true }).fill('Hush-not-this-one');
    await opening.getByRole('button', { name: 'Allow' }).click();
    await opening.locator('[aria-invalid]').waitFor();
    await opening.getByLabel('Password', { exact: true }).fill(password);
    await opening.getByRole('button', { name: 'Allow' }).click();
  } else {
    await opening.getByRole('button', { name: 'Not now' }).click();
  }
  await opening.waitFor({ state: 'detached' });
  await passkeys(page).getByRole('button', { name: `Rename ${name}` }).waitFor();
}

test('a passkey signs in alone and opens the recordings; removed, it is refused', PATIENT, async () => {
  const { page, context, user, check, close: shut } = await loggedIn(browser, PHONE);
  const key = await device(page);
  await section(page, 'Recordings');
  await choose(page, 'before.wav', wav(3 * SECOND));
  await recording(page, 'before.wav').waitFor();
  await section(page, 'Security');
  await passkeys(page).getByText('No passkeys yet.').waitFor();
  const bodies = [];
  page.on('request', (request) => bodies.push(request.postData() ?? ''));
  await add(page, 'My laptop', user.password);
  await passkeys(page).getByText('Opens your recordings').waitFor();
  await accessible(page, 'passkeys');
  const [{ credentialId }] = await key.credentials();
  assert.ok(bodies.some((body) => body.includes(Buffer.from(credentialId, 'base64').toString('base64url'))));
  bodies.forEach((body) => assert.doesNotMatch(body, /"results"/, 'the service never gets the output of the PRF extension'));

  await passkeys(page).getByRole('button', { name: 'Rename My laptop' }).click();
  const renaming = page.getByRole('dialog', { name: 'Rename the passkey' });
  await renaming.getByLabel('Name').fill('Grey laptop');
  await renaming.getByRole('button', { name: 'Save' }).click();
  await passkeys(page).getByRole('button', { name: 'Rename Grey laptop' }).waitFor();

  await logOut(page);
  await signIn(page);
  await loggedInAgain(page);
  await section(page, 'Recordings');
  await recording(page, 'before.wav').getByRole('button', { name: /^Play/ }).click();
  await played(recording(page, 'before.wav'));
  assert.equal(await card(page, 'Unlock your recordings').count(), 0, 'no password was needed');

  // In the autofill of the address field, the virtual authenticator chooses the passkey by itself.
  await logOut(page);
  await context.clearCookies();
  await page.reload();
  await loggedInAgain(page);

  await section(page, 'Security');
  await passkeys(page).getByRole('button', { name: 'Remove Grey laptop' }).click();
  await page.getByRole('alertdialog', { name: 'Remove Grey laptop?' }).getByRole('button', { name: 'Remove' }).click();
  await passkeys(page).getByText('No passkeys yet.').waitFor();
  await logOut(page);
  await signIn(page);
  await page.locator('.toast-error').first().waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Welcome back' }).count(), 1);
  check();
  await shut();
});

test('a copied passkey with an old counter and one of a foreign page are refused', PATIENT, async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  const key = await device(page);
  await section(page, 'Security');
  await add(page, 'Original');
  for (let times = 0; times < 2; times++) {
    await logOut(page);
    await signIn(page);
    await loggedInAgain(page);
  }
  const [credential] = await key.credentials();
  assert.ok(credential.signCount > 1, 'the authenticator counts');

  const pages = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>page</title>');
  });
  await new Promise((resolve) => pages.listen(0, 'localhost', resolve));
  const foreign = await open(browser, { base: `http://localhost:${pages.address().port}` });
  const stolen = await device(foreign.page);
  await stolen.add({ ...credential, signCount: credential.signCount + 10 });
  const { data: { state, public_key: publicKey } } = await api('POST', '/api/auth/passkey/options');
  const assertion = await foreign.page.evaluate(async (options) => {
    const found = (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON();
    delete found.clientExtensionResults.prf;
    return found;
  }, publicKey);
  const refused = await api('POST', '/api/auth/passkey', { body: { state, credential: assertion, session: 'bearer' } });
  assert.equal(refused.status, 401);
  assert.equal(refused.data.code, 'passkey-invalid');
  await foreign.close();
  pages.close();
  pages.closeAllConnections();

  await logOut(page);
  await key.clear();
  await key.add({ ...credential, signCount: 0 });
  await signIn(page);
  await page.locator('.toast-error').first().waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Welcome back' }).count(), 1);
  assert.equal((await api('POST', '/api/login', { body: user })).status, 200, 'the password still works');

  // At an address that is not the service's, the browser itself refuses.
  const elsewhere = await open(browser, { base: BASE.replace('localhost', '127.0.0.1') });
  await elsewhere.page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await elsewhere.page.getByText('Passkeys do not work at this web address.').waitFor();
  await elsewhere.close();
  check();
  await shut();
});

test('an account has at most ten passkeys', PATIENT, async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  await device(page);
  await section(page, 'Security');
  const made = await page.evaluate(async () => {
    const send = async (path, body) => {
      const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
      return { status: response.status, data: await response.json() };
    };
    const statuses = [];
    for (let count = 0; count < 10; count++) {
      const { data: { state, public_key: options } } = await send('/api/user/passkeys/options');
      // One authenticator stands in for ten.
      options.excludeCredentials = [];
      const credential = (await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })).toJSON();
      delete credential.clientExtensionResults.prf?.results;
      statuses.push((await send('/api/user/passkeys', { state, credential, name: `Key ${count}` })).status);
    }
    return statuses;
  });
  assert.deepEqual(made, Array(10).fill(201));
  await page.reload();
  await passkeys(page).getByRole('listitem').nth(9).waitFor();
  await accessible(page, 'ten passkeys');
  await passkeys(page).getByRole('button', { name: 'Add a passkey' }).click();
  await page.locator('.toast-error').first().waitFor();
  assert.equal(await passkeys(page).getByRole('listitem').count(), 10);
  check();
  await shut();
});

test('without a passkey the page says what happened and the password still works', PATIENT, async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser);
  await device(page, { automaticPresenceSimulation: true });
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('The passkey was not used.').waitFor();
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await loggedInAgain(page);
  check();
  await shut();
});
