// User input is shown as text in every section: nothing in it is executed or loaded.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, BASE, card, launch, logIn, open, registered, section } from './fixture.js';
import { promote } from './store.js';

let browser;
let close;
before(async () => ({ browser, close } = await launch()));
after(() => close());

const EVIL = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(2)</script>',
  "'-alert(3)-'",
  '<svg onload=alert(4)><a xlink:href="javascript:alert(5)">x</a></svg>',
  '{{constructor.constructor("alert(6)")()}}',
  '</title><style>*{background:url(//evil.example)}</style>',
];
const evil = (n) => EVIL[n % EVIL.length];

async function spoilt() {
  const user = await registered();
  const { token } = user;
  const must = async (method, path, body) => {
    const { status, data } = await api(method, path, { token, body });
    assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(data)}`);
  };
  await must('PATCH', '/api/user/profile', {
    givenName: evil(0), familyName: evil(1), displayName: evil(2), avatarUrl: 'https://evil.example/x.png?<script>'.replaceAll(/[<>]/g, ''),
    preferences: { [evil(3)]: evil(4), nested: { [evil(0)]: [evil(1)] } }, [evil(5)]: evil(0), avatarImage: `data:text/html,${evil(1)}`,
  });
  await must('PATCH', '/api/user', {
    name: evil(0), username: evil(1), phoneNumber: evil(2), profileImage: `javascript:alert(7)${evil(3)}`, address: { [evil(4)]: evil(5) },
  });
  for (let n = 0; n < EVIL.length; n++) {
    await must('POST', '/api/audio-file', { s3_key: `users/${user.userId}/x${n}`, file_name: evil(n), file_size: 4000 + n });
  }
  await fetch(`${BASE}/api/login`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'User-Agent': `${evil(0)} ${evil(1)}` }, body: JSON.stringify(user),
  });
  return user;
}

test('hostile strings in every field are shown as text', { timeout: 120_000 }, async () => {
  const user = await spoilt();
  const { page, check, close: shut } = await open(browser);
  await logIn(page, user);
  await page.getByLabel('Given name').waitFor();
  assert.equal(await page.getByLabel('Given name').inputValue(), evil(0));
  assert.equal(await page.getByLabel('Username').inputValue(), evil(1));
  await page.getByRole('button', { name: `Remove ${evil(3)}` }).waitFor();
  await page.locator('.who').getByText(evil(0)).waitFor();
  await section(page, 'Recordings');
  for (const name of EVIL) await card(page, 'Your recordings').getByText(name, { exact: true }).waitFor();
  await page.getByRole('button', { name: `Delete ${evil(1)}`, exact: true }).click();
  await page.getByText(`${evil(1)} was deleted`).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: `Transcription link of ${evil(0)}`, exact: true }).click();
  await page.getByRole('dialog').getByText(evil(0)).waitFor();
  await page.keyboard.press('Escape');
  await section(page, 'Security');
  await card(page, 'Devices').getByText(evil(0)).waitFor();
  await section(page, 'Usage');
  await card(page, 'API token').waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.locator('main script, main iframe, main style, main a[href^="javascript"], [onerror], [onload]').count(), 0);
  check();
  await shut();
});

test('a conflict shows hostile strings as text', async () => {
  const user = await registered();
  const { page, check, close: shut } = await open(browser);
  await logIn(page, user);
  await page.getByLabel('Display name').fill('mine');
  await api('PATCH', '/api/user/profile', { token: user.token, body: { displayName: evil(0) } });
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.getByRole('dialog').getByText(evil(0)).waitFor();
  check();
  await shut();
});

test('an administrator also sees them as text', async () => {
  const user = await spoilt();
  const admin = await registered();
  await promote(admin.userId);
  const { page, check, close: shut } = await open(browser);
  await logIn(page, admin);
  await section(page, 'Admin');
  await card(page, 'Users').getByText(evil(0)).first().waitFor();
  await page.getByRole('searchbox', { name: 'Email address' }).fill(user.email);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByText('1 user', { exact: true }).waitFor();
  await page.getByRole('button', { name: `Open ${user.email}` }).click();
  await card(page, 'User').getByText(evil(0)).waitFor();
  check();
  await shut();
});

test('the content security policy is active: an inline script does not run and is reported', async () => {
  const { page, complaints, close: shut } = await open(browser);
  const refused = await page.evaluate(() => {
    try {
      document.body.innerHTML += '<img src=x onerror="globalThis.ran = true">';
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(refused, 'innerHTML is refused');
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  await page.waitForTimeout(200);
  assert.ok(complaints.some((one) => one.startsWith('policy: ')), 'the harness notices');
  await shut();
});
