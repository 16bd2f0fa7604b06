// A service that requires verified addresses: the packaged one, with the mail server of the service under test.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, api, DESKTOP, launch, logIn, open, person, PHONE } from './fixture.js';
import { catcher, mails, mailWithLink } from './mailbox.js';
import { freePorts, skip, startPackaged } from './packaged-service.js';

let browser;
let close;
let base;
let stop;
before(async () => {
  if (skip) return;
  const [port] = await freePorts(1);
  base = `http://localhost:${port}`;
  stop = await startPackaged({
    QUARKUS_HTTP_PORT: String(port), VESTIBULE_TOKENS_ISSUER: base,
    // Without TLS, browsers refuse the names of production.
    VESTIBULE_TOKENS_COOKIE_NAME: 'auth_token', VESTIBULE_TOKENS_COOKIE_SECURE: 'false', VESTIBULE_THROTTLE_DEVICE_COOKIE_NAME: 'device',
    VESTIBULE_SIGN_UP_VERIFICATION: 'required', VESTIBULE_MAIL_FROM: 'no-reply@vestibule.test',
    QUARKUS_MAILER_HOST: '127.0.0.1', QUARKUS_MAILER_PORT: await (await fetch(new URL('smtp-port', catcher))).text(),
    QUARKUS_MAILER_START_TLS: 'DISABLED',
  }, () => fetch(`${base}/api/health`).then((response) => response.ok, () => false));
  ({ browser, close } = await launch());
});
after(async () => {
  await close?.();
  await stop?.();
});

/** Signs up without logging in, which needs the code in the mail. */
async function signedUp() {
  const user = person();
  assert.equal((await api('POST', '/api/auth/signup', { base, body: user })).status, 201);
  return user;
}

/** Waits for that many mails with a link; returns the code of the newest. */
async function newestCode(user, count) {
  const deadline = Date.now() + 30_000;
  while ((await mails(user.email)).length < count) {
    assert.ok(Date.now() < deadline, `fewer than ${count} mails`);
    await new Promise((later) => setTimeout(later, 100));
  }
  return (await mailWithLink(user.email, 'verify')).code;
}

async function refusedLogin(page, user) {
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByText(`Before you can log in, you must confirm ${user.email}.`).waitFor();
}

test('a refused login explains, sends another mail and accepts the code', { skip }, async () => {
  const user = await signedUp();
  const { page, check, close: shut } = await open(browser, { ...PHONE, base });
  await refusedLogin(page, user);
  await accessible(page, 'unverified');
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('The email was sent').waitFor();
  // Sign-up, refused login and the request each sent one.
  await page.getByLabel('Code').fill(await newestCode(user, 3));
  await page.getByRole('button', { name: 'Confirm address' }).click();
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  check();
  await shut();
});

test('a sign-up does not try to log in, because that would tell whether the address had an account', { skip }, async () => {
  const user = person();
  const { page, context, check, close: shut } = await open(browser, { ...DESKTOP, base }, '#/signup');
  let logins = 0;
  context.on('request', (request) => {
    if (request.url().endsWith('/api/auth/login')) logins++;
  });
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
  assert.equal(logins, 0);
  await page.getByLabel('Code').fill(await newestCode(user, 1));
  await page.getByRole('button', { name: 'Confirm address' }).click();
  await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
  check();
  await shut();
});

test('back to the form keeps the address', { skip }, async () => {
  const user = await signedUp();
  const { page, check, close: shut } = await open(browser, { ...DESKTOP, base });
  await refusedLogin(page, user);
  await page.getByRole('button', { name: 'Back to login' }).click();
  assert.equal(await page.getByLabel('Email').inputValue(), user.email);
  const code = await newestCode(user, 2);
  assert.equal((await api('POST', '/api/auth/email/verify', { base, body: { email: user.email, code } })).status, 200);
  await logIn(page, user);
  check();
  await shut();
});
