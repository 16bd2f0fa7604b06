// Creates docs/console/*.png from a running service (CONSOLE_URL, DYNAMODB_URL): node screenshots.js [folder]
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { api, BASE, card, DESKTOP, launch, logIn, open as openPage, PHONE, section, settled, wav } from './fixture.js';
import { app } from './authenticators.js';
import { mailWithLink } from './mailbox.js';
import { ageLogin, pastUsage, promote } from './store.js';

const folder = resolve(process.argv[2] ?? new URL('../../../docs/console', import.meta.url).pathname);
await mkdir(folder, { recursive: true });

const PASSWORD = 'Hush-a long walk home';
const ada = { email: `ada.${Date.now().toString(36)}@people.example`, password: PASSWORD };
const { data: { user_id: userId, token } } = await api('POST', '/api/register', { body: ada });
await promote(userId);
await api('POST', '/api/auth/email/verify', { token, body: { email: ada.email, code: (await mailWithLink(ada.email, 'verify')).code } });
await api('PATCH', '/api/user', { token, body: { name: 'Ada Lovelace', username: 'ada', phoneNumber: '+44 20 7946 0000', address: { city: 'London', street: '12 St James’s Square' } } });
await api('PATCH', '/api/user/profile', { token, body: {
  givenName: 'Ada', familyName: 'Lovelace', displayName: 'Ada Lovelace', preferences: { theme: 'dark', volume: 0.75, weeklySummary: true }, company: 'Analytical Engines',
} });
const { data: { api_token: apiToken } } = await api('GET', '/api/auth/session', { token });
await fetch(`${BASE}/api/usage`, { method: 'POST', headers: { 'X-API-Key': apiToken, 'Content-Type': 'application/json' }, body: '{"units":640}' });
const now = new Date();
await pastUsage(apiToken, Object.fromEntries([310, 420, 380, 560, 720, 690, 880, 810, 930, 760, 990].map((units, at) =>
  [new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 11 + at, 1)).toISOString().slice(0, 7), units])));
for (const device of ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0']) {
  await fetch(`${BASE}/api/login`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'User-Agent': device }, body: JSON.stringify(ada) });
}
const user = { email: `charles.${Date.now().toString(36)}@people.example`, password: PASSWORD };
const charles = (await api('POST', '/api/register', { body: user })).data;
await api('PATCH', '/api/user', { token: charles.token, body: { name: 'Charles Babbage' } });

const { data: offered } = await api('GET', '/api/auth/options');

/** A page as in production, where there is no page of caught mails. */
async function open(browser, options, hash) {
  const stage = await openPage(browser, options, hash);
  await stage.context.route(`${BASE}/api/auth/options`, (route) => route.fulfill({ json: { ...offered, mail_catcher_url: null } }));
  await stage.context.route(`${BASE}/api/auth/providers`, (route) => route.fulfill({ json: { providers: ['Google', 'Apple'].map((label) => ({ name: label, label, login_url: '/' })) } }));
  await stage.page.reload();
  return stage;
}

/** A tone of varying loudness, which gives a visible waveform. */
function voice(seconds) {
  const file = wav(44 + seconds * 88_200);
  for (let n = 0; n < seconds * 44_100; n++) {
    const loud = 0.15 + 0.85 * Math.abs(Math.sin(n / 9000) * Math.sin(n / 2300 + Math.sin(n / 31000)));
    file.writeInt16LE(Math.round(11_000 * loud * (Math.sin(n / 19) * 0.7 + Math.sin(n / 7.3) * 0.3)), 44 + n * 2);
  }
  return file;
}

async function draw(page, name) {
  const path = `${folder}/${name}.png`;
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {}))));
  await page.screenshot({ path, animations: 'disabled' });
  execFileSync('pngquant', ['--force', '--skip-if-larger', '--speed', '1', '--output', path, '128', path]);
}

/** Error, empty, progress and decision states on a phone. */
async function drawStates(browser) {
  const { page, context, check, close: shut } = await open(browser, { ...PHONE, colorScheme: 'light' }, '#/signup');
  await page.getByLabel('Email').fill('grace');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await draw(page, 'state-errors');
  const grace = { email: `grace.${Date.now().toString(36)}@people.example`, password: PASSWORD };
  const { data: { token: hers, user_id: herId } } = await api('POST', '/api/register', { body: grace });
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await logIn(page, grace);
  await page.getByLabel('Display name').fill('Grace');
  await api('PATCH', '/api/user/profile', { token: hers, body: { displayName: 'Grace Hopper' } });
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.getByRole('dialog').waitFor();
  await draw(page, 'state-conflict');
  await page.getByRole('button', { name: 'Discard my changes' }).click();
  await section(page, 'Recordings');
  await page.getByText('No recordings yet').waitFor();
  await draw(page, 'state-empty');
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('timer', { name: 'Recording' }).filter({ hasText: '0:04' }).waitFor();
  await draw(page, 'state-recording');
  await page.getByRole('button', { name: 'Discard' }).click();
  let refusals = 0;
  await context.route(/X-Amz-Signature/, (route) => (refusals++ ? route.continue() : route.fulfill({ status: 400, headers: { 'Access-Control-Allow-Origin': '*' } })));
  await page.getByLabel('Choose file').setInputFiles({ name: 'Lecture.wav', mimeType: 'audio/wav', buffer: voice(9) });
  await page.getByText(/^Not saved/).waitFor();
  await draw(page, 'state-failed');
  await page.getByRole('button', { name: /^Try again/ }).click();
  await page.getByRole('button', { name: 'Delete Lecture.wav' }).click();
  await page.evaluate(() => document.querySelectorAll('.toast:not(:last-child)').forEach((toast) => toast.remove()));
  await draw(page, 'state-undo');
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('Email').fill(grace.email);
  await page.getByRole('button', { name: 'Send email' }).click();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, (await mailWithLink(grace.email, 'reset')).hash);
  await page.getByLabel('New password', { exact: true }).fill(`${PASSWORD}, again`);
  await page.locator('.strength').getByText('Very strong').waitFor();
  await draw(page, 'state-reset');
  await page.getByRole('button', { name: 'Save new password' }).click();
  await page.getByRole('button', { name: 'Log in' }).click();
  await logIn(page, { ...grace, password: `${PASSWORD}, again` });
  await section(page, 'Recordings');
  await page.getByLabel('Former password', { exact: true }).check();
  await page.getByRole('region', { name: 'Some of your recordings are locked' }).scrollIntoViewIfNeeded();
  await draw(page, 'state-locked');
  await section(page, 'Security');
  await page.getByRole('button', { name: 'Set up two-step login' }).click();
  const setUp = page.getByRole('dialog', { name: 'Set up two-step login' });
  const phone = app(await setUp.locator('code').textContent());
  await draw(page, 'state-two-step');
  await setUp.getByLabel('Code from your authenticator app').fill(await phone.next());
  await setUp.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('dialog', { name: 'Your recovery codes' }).waitFor();
  await page.evaluate(() => document.querySelectorAll('.toast').forEach((toast) => toast.remove()));
  await draw(page, 'state-codes');
  await page.getByRole('button', { name: 'I have saved the codes' }).click();
  await page.getByText('10 recovery codes left').waitFor();
  await ageLogin(page, herId);
  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('dialog', { name: 'Confirm that it is you' }).waitFor();
  await draw(page, 'state-confirm');
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await page.getByLabel('Email').fill(grace.email);
  await page.getByLabel('Password', { exact: true }).fill(`${PASSWORD}, again`);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await page.evaluate(() => document.querySelectorAll('.toast').forEach((toast) => toast.remove()));
  await draw(page, 'state-second-step');
  check();
  await shut();
}

const { browser, close } = await launch();
await drawStates(browser);
for (const [device, options] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  for (const colorScheme of ['light', 'dark']) {
    const { page, check, close: shut } = await open(browser, { ...options, colorScheme });
    const shoot = async (name) => {
      await settled(page);
      await page.evaluate(() => document.querySelectorAll('.toast').forEach((toast) => toast.remove()));
      await draw(page, `${name}-${device}-${colorScheme}`);
    };
    await page.getByLabel('Email').waitFor();
    await shoot('entry');
    await logIn(page, ada);
    await page.getByLabel('Given name').waitFor();
    await page.evaluate(() => document.activeElement.blur());
    await shoot('profile');
    await section(page, 'Usage');
    await card(page, 'Last 12 months').getByRole('table').waitFor({ state: 'attached' });
    await shoot('usage');
    await section(page, 'Recordings');
    if (device === 'desktop' && colorScheme === 'light') {
      for (const [name, seconds] of [['Walk by the canal.wav', 9], ['Notes on the engine.wav', 14], ['Interview, part one.wav', 21]]) {
        await page.getByLabel('Choose file').setInputFiles({ name, mimeType: 'audio/wav', buffer: voice(seconds) });
        await page.getByRole('button', { name: `Play ${name}` }).waitFor();
      }
    }
    await page.getByRole('button', { name: 'Play Notes on the engine.wav' }).click();
    await page.getByText(/0:02 \//).waitFor();
    await shoot('recordings');
    await section(page, 'Security');
    await card(page, 'Recent activity').getByRole('listitem').first().waitFor();
    await shoot('security');
    await section(page, 'Admin');
    await page.getByRole('button', { name: `Open ${user.email}` }).waitFor();
    await shoot('admin');
    check();
    await shut();
  }
}
await close();
