// Sign-in methods: federated identities are listed, linked and unlinked.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { listen } from './issuer.js';
import { accessible, api, card, launch, loggedIn, section } from './fixture.js';

let browser;
let close;
let elsewhere;
before(async () => {
  ({ browser, close } = await launch());
  elsewhere = await listen();
});
after(async () => {
  await elsewhere.close();
  await close();
});

const ways = (page) => card(page, 'Sign-in methods');
const whoIs = async (token) => (await api('GET', '/api/user', { token })).data.user_id;

async function link(page, token) {
  await ways(page).getByRole('button', { name: 'Link a sign-in' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link a sign-in' });
  await dialog.getByLabel('Identity token').fill(token);
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  return dialog;
}

test('an external identity is linked with its token, signs in to the account, and is unlinked', async () => {
  const { page, user, check, close: shut } = await loggedIn(browser);
  // The issuer chooses the subject: this one tries to inject markup.
  const subject = `<img src=x onerror=alert(1)> ${randomUUID()}`;
  await section(page, 'Security');
  await ways(page).getByText('Email and password').waitFor();
  await ways(page).getByText('Current').waitFor();
  assert.equal(await ways(page).getByRole('button', { name: /^Unlink/ }).count(), 0, 'the only way in stays');

  const dialog = await link(page, '');
  await dialog.getByText('Please fill this in').waitFor();
  await dialog.getByLabel('Identity token').fill('no.token.atall');
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await dialog.getByText('This is not a valid token of a provider').waitFor();
  assert.equal(await dialog.getByLabel('Identity token').getAttribute('aria-invalid'), 'true');
  await accessible(page, 'linking');
  await dialog.getByLabel('Identity token').fill(` ${elsewhere.token(subject)}\n`);
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });

  await ways(page).getByText('elsewhere', { exact: true }).waitFor();
  await ways(page).getByText(subject).waitFor();
  assert.equal(await whoIs(elsewhere.token(subject)), user.userId);

  await page.reload();
  await ways(page).getByRole('button', { name: 'Unlink elsewhere' }).click();
  const question = page.getByRole('alertdialog', { name: 'Unlink elsewhere?' });
  await accessible(page, 'unlinking');
  await question.getByRole('button', { name: 'Unlink' }).click();
  await ways(page).getByText(subject).waitFor({ state: 'detached' });
  assert.notEqual(await whoIs(elsewhere.token(subject)), user.userId);
  // The audit event is written asynchronously, not before the response.
  await page.reload();
  for (const act of ['Sign-in linked', 'Sign-in unlinked']) await card(page, 'Recent activity').getByText(act).waitFor();
  check();
  await shut();
});

test('an identity of another account is not taken over; the error is shown at the token field', async () => {
  const { page, check, close: shut } = await loggedIn(browser);
  const token = elsewhere.token(randomUUID());
  const owner = await whoIs(token);
  assert.ok(owner);
  await section(page, 'Security');
  const dialog = await link(page, token);
  await dialog.getByText('This sign-in is linked to another account').waitFor();
  assert.equal(await dialog.getByLabel('Identity token').getAttribute('aria-invalid'), 'true');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await whoIs(token), owner);
  check();
  await shut();
});

test('the error that the last sign-in method cannot be removed is shown in the dialog', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  await section(page, 'Security');
  const dialog = await link(page, elsewhere.token(randomUUID()));
  await dialog.waitFor({ state: 'detached' });
  // This user has a password, so the service itself would not return this error here.
  await context.route('**/api/user/identities/*', (route) => route.fulfill({
    status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'last-way-in', error: 'The last sign-in method cannot be removed' }),
  }));
  await ways(page).getByRole('button', { name: 'Unlink elsewhere' }).click();
  const question = page.getByRole('alertdialog', { name: 'Unlink elsewhere?' });
  await question.getByRole('button', { name: 'Unlink' }).click();
  await question.getByRole('alert').getByText('The last sign-in method cannot be removed').waitFor();
  check();
  await shut();
});

test('without a configured issuer there is no link button', async () => {
  const { page, context, check, close: shut } = await loggedIn(browser);
  await context.route('**/api/user/identities', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), issuers: [] } });
  });
  await context.route('**/api/auth/providers', (route) => route.fulfill({ json: { providers: [] } }));
  await page.reload();
  await section(page, 'Security');
  await ways(page).getByText('Email and password').waitFor();
  assert.equal(await ways(page).getByRole('button').count(), 0);
  check();
  await shut();
});
